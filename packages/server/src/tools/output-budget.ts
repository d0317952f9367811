import type { CreateResponseBody } from '@goldwire/schemas'

import type { AppContext } from '../app-context.ts'

const LEAST = 400
const CHARACTERS_PER_TOKEN = 3

/**
 * How many characters the result of one call may take, so that a few calls and the answer fit into the model's context: an eighth of it, taken
 * to be three characters a token. OpenAI's models have room for twenty passages of a file; a local one may have none for two.
 */
export function outputBudget({ model }: Pick<CreateResponseBody, 'model'>, { engine }: Pick<AppContext, 'engine'>): number {
  const contextSize = engine.models.find(({ id }) => id === model)?.contextSize ?? engine.models[0]?.contextSize ?? 4_096
  return Math.max(LEAST, Math.floor((contextSize * CHARACTERS_PER_TOKEN) / 8))
}

/** The passages that fit, in order; of the first there is always something. */
export function fitPassages(passages: readonly string[], budget: number): string[] {
  const fitting: string[] = []
  let left = budget
  for (const passage of passages) {
    if (passage.length > left) {
      if (fitting.length === 0) fitting.push(fitText(passage, left))
      break
    }
    fitting.push(passage)
    left -= passage.length
  }
  return fitting
}

/** A text that is too long loses its middle: what it begins with and what it ends with says most. */
export function fitText(text: string, budget: number): string {
  if (text.length <= budget) return text
  const mark = '\n[…]\n'
  const kept = Math.max(0, budget - mark.length)
  return `${text.slice(0, Math.ceil(kept / 2))}${mark}${text.slice(text.length - Math.floor(kept / 2))}`
}
