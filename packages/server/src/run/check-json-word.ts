import type { CreateResponseBody } from '@goldwire/schemas'

import { ApiError } from './api-error.ts'

/**
 * OpenAI takes `json_object` only where the conversation speaks of JSON: a model that does not know what is wanted fills its answer with white
 * space. Instructions count here as well as messages do.
 *
 * @throws ApiError 400
 */
export function checkJsonWord({ text, instructions }: Pick<CreateResponseBody, 'text' | 'instructions'>, items: readonly object[]): void {
  if (text?.format?.type !== 'json_object') return
  const speaks = (value: unknown) => /json/i.test(typeof value === 'string' ? value : JSON.stringify(value ?? ''))
  if (speaks(instructions) || items.some(speaks)) return
  const message = "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'."
  throw new ApiError({ code: null, param: 'input', message })
}
