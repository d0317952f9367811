import type { CreateResponseBody } from '@goldwire/schemas'

/** Characters a token stands for, as OpenAI reckons before it has counted. */
const CHARACTERS_A_TOKEN = 4

/** The tokens a request may come to, as far as can be told without the model: its text, and the answer it allows. */
export function estimateTokens({ input, instructions, max_output_tokens: answer }: CreateResponseBody): number {
  const characters = (typeof input === 'string' ? input.length : textLength(input)) + (instructions?.length ?? 0)
  return Math.ceil(characters / CHARACTERS_A_TOKEN) + (answer ?? 0)
}

/** Characters in the texts of items; without the data of images and files. */
function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + textLength(one), 0)
  if (typeof value !== 'object' || value === null) return 0
  let length = 0
  for (const [key, one] of Object.entries(value)) {
    if (typeof one !== 'string') length += textLength(one)
    else if (key === 'text' || key === 'content' || key === 'output' || key === 'arguments' || key === 'input') length += one.length
  }
  return length
}
