import { fileURLToPath } from 'node:url'

/** Path of the model file: GGUF, Q8_0, qwen3 architecture, 2.9 M parameters. README.md of this package says what it can do. */
export const referenceModelPath: string = fileURLToPath(new URL('../model/reference.gguf', import.meta.url))
