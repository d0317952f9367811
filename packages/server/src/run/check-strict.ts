import type { CreateResponseBody } from '@goldwire/schemas'

import { ApiError } from './api-error.ts'
import { findStrictBreach } from './strict-schema.ts'

/**
 * Refuses schemas that are asked to be strict and cannot be, in OpenAI's words: who relies on `strict: true` has to be told, not obeyed in part.
 *
 * @throws ApiError 400 `invalid_function_parameters` or `invalid_json_schema`, naming the schema
 */
export function checkStrict({ tools = [], text }: CreateResponseBody): void {
  tools.forEach((tool, index) => {
    if (tool.type !== 'function' || tool.strict !== true || !tool.parameters) return
    const breach = findStrictBreach(tool.parameters)
    if (breach === null) return
    const message = `Invalid schema for function '${tool.name}': ${breach}`
    throw new ApiError({ code: 'invalid_function_parameters', param: `tools[${index}].parameters`, message })
  })
  const format = text?.format
  if (format?.type !== 'json_schema' || format.strict !== true) return
  const breach = findStrictBreach(format.schema)
  if (breach === null) return
  throw new ApiError({
    code: 'invalid_json_schema',
    param: 'text.format.schema',
    message: `Invalid schema for response_format '${format.name}': ${breach}`,
  })
}
