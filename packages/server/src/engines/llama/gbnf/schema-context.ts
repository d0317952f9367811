import { ApiError, type ApiErrorCode } from '../../../run/api-error.ts'
import type { JsonSchema } from '../../../prompt/chat-message.ts'
import type { GrammarRules } from './grammar-rules.ts'

/** What every part of the schema compiler shares while it compiles one schema. */
export interface SchemaContext {
  rules: GrammarRules
  /** The whole schema, which `$ref` points into. */
  root: JsonSchema | boolean
  /** Rules of `$ref`s that are compiled or being compiled. */
  refs: Map<string, string>
  /** `$ref`s that are being compiled and have written nothing yet: coming back to one of them would never end. */
  pending: ReadonlySet<string>
  /**
   * What to do with a keyword the grammar cannot enforce. Strict: refuse the request, as the answer would not be guaranteed. Otherwise: leave
   * the keyword out, so that the answer has the right form but may break that one constraint.
   */
  strict: boolean
  /** How many more schemas may be compiled: references can make a small text mean a huge one. */
  budget: { left: number }
  /** Names the schema in errors: `text.format.schema` or `tools[0].parameters`. */
  param: string
  code: ApiErrorCode
}

/** @throws ApiError 400, always: the schema contradicts itself or says what cannot be compiled at all */
export function refuseSchema(context: SchemaContext, pointer: string, why: string): never {
  const place = pointer === '' ? 'its root' : `'${pointer}'`
  throw new ApiError({ code: context.code, param: context.param, message: `Invalid schema for '${context.param}' at ${place}: ${why}` })
}

/** Refuses in strict mode, does nothing otherwise. */
export function cannotEnforce(
  context: SchemaContext,
  pointer: string,
  keyword: string,
  advice = 'Remove it, or send strict: false.',
): void {
  if (context.strict) refuseSchema(context, pointer, `'${keyword}' cannot be enforced here. ${advice}`)
}
