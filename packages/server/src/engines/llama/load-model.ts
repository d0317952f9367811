import { open, stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'

import type { Llama, LlamaContext, LlamaModel } from 'node-llama-cpp'

import type { Binding } from './binding.ts'
import { guardSampling } from './guard-sampling.ts'
import { batchSize } from './prefill.ts'

/** A model could not be loaded; the message says what is wrong with which file and what to do. */
export class ModelLoadError extends Error {
  override readonly name = 'ModelLoadError'
}

export interface LoadOptions {
  modelPath: string
  slots: number | undefined
  contextSize: number | undefined
  threads: number | undefined
  gpu: 'auto' | false
}

export interface LoadedModel {
  binding: Binding
  llama: Llama
  model: LlamaModel
  context: LlamaContext
  slots: number
  /** Its answers take so little time that a long queue is a short wait. */
  isTiny: boolean
  /** Modification time of the file, in Unix seconds. */
  created: number
  close(): Promise<void>
}

/** Below this a model is so small that a second thread waits longer for the first than it computes. */
const tinyModelBytes = 100_000_000

/**
 * Loads a GGUF and makes one context with `slots` sequences. Defaults by size of the file: tiny models 16 slots of 2,048 tokens on one
 * thread (158 MB of context for the reference model), others 4 slots of up to 8,192 tokens on half of the processors.
 *
 * @throws ModelLoadError when node-llama-cpp is not installed, or the file is missing, no GGUF, or cannot be used
 */
export async function loadModel({ modelPath, slots, contextSize, threads, gpu }: LoadOptions): Promise<LoadedModel> {
  const { size, mtimeMs } = await checkFile(modelPath)
  const binding = await importBinding()
  const isTiny = size < tinyModelBytes
  const threadCount = threads ?? (isTiny ? 1 : Math.max(1, Math.floor(availableParallelism() / 2)))
  const llama = await binding.getLlama({
    gpu,
    build: 'never',
    logLevel: binding.LlamaLogLevel.error,
    // What goes wrong is thrown with a message of ours; a library does not write to the terminal.
    logger: () => undefined,
    maxThreads: threadCount,
  })
  try {
    const model = await llama.loadModel({ modelPath })
    const slotCount = slots ?? (isTiny ? 16 : 4)
    const tokens = contextSize ?? Math.min(model.trainContextSize, isTiny ? 2048 : 8192)
    const context = await model.createContext({ contextSize: tokens, sequences: slotCount, threads: threadCount, batchSize })
    guardSampling(context)
    return { binding, llama, model, context, slots: slotCount, isTiny, created: Math.floor(mtimeMs / 1000), close: () => llama.dispose() }
  } catch (cause) {
    await llama.dispose()
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new ModelLoadError(`Failed to load the model '${modelPath}': ${why}`, { cause })
  }
}

async function importBinding(): Promise<Binding> {
  try {
    return await import('node-llama-cpp')
  } catch (cause) {
    const why =
      "The llama engine needs the optional package 'node-llama-cpp', which is not installed. Run `npm install node-llama-cpp@3.21.1`, or choose another engine."
    throw new ModelLoadError(why, { cause })
  }
}

/** llama.cpp's own words for these are 'failed to load model', so the usual mistakes are found before it. */
async function checkFile(modelPath: string): Promise<{ size: number; mtimeMs: number }> {
  const info = await stat(modelPath).catch((cause: unknown) => {
    throw new ModelLoadError(`Failed to load the model '${modelPath}': there is no such file.`, { cause })
  })
  if (!info.isFile()) throw new ModelLoadError(`Failed to load the model '${modelPath}': it is not a file. Give the path of a .gguf file.`)
  const head = Buffer.alloc(24)
  const file = await open(modelPath)
  try {
    await file.read(head, 0, head.length, 0)
  } finally {
    await file.close()
  }
  const refuse = (why: string): never => {
    throw new ModelLoadError(`Failed to load the model '${modelPath}': ${why}`)
  }
  if (head.toString('latin1', 0, 4) !== 'GGUF') {
    refuse("it is not a GGUF file (it does not begin with 'GGUF'). Convert it, or download a .gguf.")
  }
  const version = head.readUInt32LE(4)
  if (version < 2 || version > 3) refuse(`its GGUF version is ${version}; 2 and 3 are supported. The file may be damaged.`)
  // Reading on would take forever over counts that no file holds.
  const [tensors, entries] = [head.readBigUInt64LE(8), head.readBigUInt64LE(16)]
  if (tensors > info.size || entries > info.size) refuse('its header is damaged. Download it again.')
  return info
}
