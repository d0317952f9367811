import type { CreateResponseBody } from '@goldwire/schemas'

import { ApiError } from './api-error.ts'
import { findParameterBreach, findStrictBreach } from './strict-schema.ts'

/**
 * Refuses schemas that are asked to be strict and cannot be, in OpenAI's words: who relies on `strict: true` has to be told, not obeyed in part.
 * Functions whose parameters OpenAI takes in no mode are refused too.
 *
 * @throws ApiError 400 `invalid_function_parameters` or `invalid_json_schema`, naming the schema
 */
export function checkStrict({ tools = [], text }: CreateResponseBody): void {
  tools.forEach((tool, index) => {
    if (tool.type !== 'function' || !tool.parameters) return
    const breach = (tool.strict === true ? findStrictBreach(tool.parameters) : null) ?? findParameterBreach(tool.parameters)
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
