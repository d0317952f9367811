import type { z } from 'zod'

import type { ApiIssueParams } from '../request/api-issue.ts'
import type { ApiErrorObject } from './api-error-body.ts'
import { isDiscriminatorIssue, type ChosenIssue } from './choose-issue.ts'
import { jsonKind, joinWords, withArticle } from './json-kind.ts'
import { movedParameters } from './moved-parameters.ts'
import { parameterPath, valueAt } from './parameter-path.ts'
import { schemasAt, takesIntegers, typeNouns } from './schemas-at.ts'

type Fault = Pick<ApiErrorObject, 'message' | 'param' | 'code'>

/** Says one issue of a request in OpenAI's words, with its `param` and `code`. Wordings and codes are those of recorded 400 bodies where there is one. */
export function describeIssue({ issue, path }: ChosenIssue, schema: z.core.$ZodType, root: unknown): Fault {
  const param = parameterPath(path)
  const { present, value } = valueAt(root, path)
  const wrongType = (): Fault => typeFault(param, typeNouns(schemasAt(schema, root, path)), value)

  if (issue.code === 'custom') return customFault(issue, param)
  if (issue.code === 'unrecognized_keys') return unknownFault([...path, issue.keys[0] ?? ''])
  if (!present) return { message: `Missing required parameter: '${param}'.`, param, code: 'missing_required_parameter' }
  if (isDiscriminatorIssue(issue)) {
    if (typeof value !== 'string') return typeFault(param, ['string'], value)
    // A wrong role is reported at the message, not at its role (recorded, `activeagent-functions-with-streaming-2`).
    const place = issue.discriminator === 'role' ? parameterPath(path.slice(0, -1)) : param
    return valueFault(place, value, 'options' in issue && Array.isArray(issue.options) ? issue.options : [])
  }
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_union':
      return wrongType()
    case 'invalid_value':
      return issue.values.some((option) => jsonKind(option) === jsonKind(value)) ? valueFault(param, value, issue.values) : wrongType()
    case 'too_small':
    case 'too_big':
      return sizeFault(issue, param, value, takesIntegers(schemasAt(schema, root, path)))
    case 'invalid_format':
      return formatFault(issue, param)
    case 'invalid_key':
      return keyFault(issue, path)
    case 'not_multiple_of':
    case 'invalid_element':
      break
  }
  return { message: `Invalid '${param}': ${issue.message}.`, param, code: 'invalid_value' }
}

function customFault(issue: z.core.$ZodIssueCustom, param: string | null): Fault {
  const params = (issue.params ?? { apiCode: 'invalid_value' }) as unknown as ApiIssueParams
  return { message: issue.message, param: params.apiParam === undefined ? param : params.apiParam, code: params.apiCode }
}

function unknownFault(path: readonly PropertyKey[]): Fault {
  const param = parameterPath(path) ?? ''
  const home = movedParameters.get(param)
  if (home === undefined) return { message: `Unknown parameter: '${param}'.`, param, code: 'unknown_parameter' }
  const message = `Unsupported parameter: '${param}'. In the Responses API, this parameter has moved to '${home}'. Try again with the new parameter. See the API documentation for more information: https://platform.openai.com/docs/api-reference/responses/create.`
  return { message, param: null, code: 'unsupported_parameter' }
}

function typeFault(param: string | null, nouns: readonly string[], value: unknown): Fault {
  const [first = 'value', ...rest] = nouns
  const expected = rest.length === 0 ? withArticle(first) : `one of ${joinWords([withArticle(first), ...rest], 'or')}`
  const place = param === null ? 'Invalid type for the request body' : `Invalid type for '${param}'`
  return { message: `${place}: expected ${expected}, but got ${gotten(value)} instead.`, param, code: 'invalid_type' }
}

/** JSON may write numbers that no computer's number holds; they are read as infinite. */
const gotten = (value: unknown): string =>
  typeof value === 'number' && !Number.isFinite(value) ? 'a number that is too large' : withArticle(jsonKind(value))

const QUOTED_LENGTH = 200

/** Long values are cut: an answer that repeats a megabyte helps nobody. */
function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return `'${text.length > QUOTED_LENGTH ? `${text.slice(0, QUOTED_LENGTH)}…` : text}'`
}

function valueFault(param: string | null, value: unknown, options: readonly unknown[]): Fault {
  const supported = joinWords(options.map(quoted), 'and')
  return { message: `Invalid value: ${quoted(value)}. Supported values are: ${supported}.`, param, code: 'invalid_value' }
}

function sizeFault(
  issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig,
  param: string | null,
  value: unknown,
  isInteger: boolean,
): Fault {
  const isBelow = issue.code === 'too_small'
  const limit = String(issue.code === 'too_small' ? issue.minimum : issue.maximum)
  if (typeof value === 'number') {
    const noun = isInteger ? 'integer' : 'decimal'
    const message = `Invalid '${param}': ${noun} ${isBelow ? 'below minimum' : 'above maximum'} value. Expected a value ${isBelow ? '>=' : '<='} ${limit}, but got ${value} instead.`
    return { message, param, code: `${noun}_${isBelow ? 'below_min' : 'above_max'}_value` }
  }
  const noun = Array.isArray(value) ? 'array' : 'string'
  const length = typeof value === 'string' || Array.isArray(value) ? value.length : 0
  const expected = `Expected ${withArticle(noun)} with ${isBelow ? 'minimum' : 'maximum'} length ${limit}`
  if (length === 0)
    return { message: `Invalid '${param}': empty ${noun}. ${expected}, but got an empty ${noun} instead.`, param, code: `empty_${noun}` }
  const message = `Invalid '${param}': ${noun} too ${isBelow ? 'short' : 'long'}. ${expected}, but got ${withArticle(noun)} with length ${length} instead.`
  return { message, param, code: `${noun}_${isBelow ? 'below_min' : 'above_max'}_length` }
}

function formatFault(issue: z.core.$ZodIssueInvalidStringFormat, param: string | null): Fault {
  const pattern = issue.pattern?.replace(/^\/|\/[a-z]*$/g, '')
  const expected = pattern === undefined ? `a valid ${issue.format}` : `a string that matches the pattern '${pattern}'`
  return { message: `Invalid '${param}': string does not match pattern. Expected ${expected}.`, param, code: 'invalid_value' }
}

function keyFault(issue: z.core.$ZodIssueInvalidKey, path: readonly PropertyKey[]): Fault {
  const param = parameterPath(path.slice(0, -1))
  const key = String(path.at(-1))
  const [inner] = issue.issues
  const limit =
    inner?.code === 'too_big' ? ` Expected keys with maximum length ${inner.maximum}, but got a key with length ${key.length} instead.` : ''
  return { message: `Invalid '${param}': key too long.${limit}`, param, code: 'string_above_max_length' }
}
