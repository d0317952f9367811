import type { JsonSchema } from '../../../prompt/chat-message.ts'
import { formatBodies } from './format-bodies.ts'
import { regexToGbnf, UnsupportedPattern } from './regex-to-gbnf.ts'
import { cannotEnforce, refuseSchema, type SchemaContext } from './schema-context.ts'

/**
 * The most repetitions a grammar spells out. llama.cpp unrolls them, and a longer string or list is no promise anyone relies on: staying
 * below an upper bound of 5,000 by staying below 1,024 still obeys the schema.
 */
export const maxRepetitions = 1024

/** The rule of a string schema: `pattern` or `format` or bounds on its length. */
export function stringRule(context: SchemaContext, schema: JsonSchema, pointer: string): string {
  const { pattern, format } = schema
  const bounded = schema['minLength'] !== undefined || schema['maxLength'] !== undefined
  if (typeof pattern === 'string') {
    if (bounded) cannotEnforce(context, pointer, 'minLength and maxLength beside pattern', 'Say the length in the pattern.')
    const rule = patternRule(context, pattern, pointer)
    if (rule !== null) return rule
  } else if (typeof format === 'string') {
    const body = formatBodies[format]
    if (body !== undefined) {
      if (bounded) cannotEnforce(context, pointer, 'minLength and maxLength beside format')
      return context.rules.rule(`"\\"" ${body} "\\""`)
    }
    cannotEnforce(context, pointer, `format: ${format}`)
  }
  if (!bounded) return 'string'
  const range = repetition(context, pointer, schema['minLength'], schema['maxLength'], 'minLength')
  return context.rules.rule(`"\\"" char${range} "\\""`)
}

/** `{min,max}` for a grammar; the upper bound is cut at what llama.cpp can unroll, a lower bound beyond that is refused. */
export function repetition(context: SchemaContext, pointer: string, min: unknown, max: unknown, keyword: string): string {
  const low = Math.max(0, Math.ceil(Number(min ?? 0)))
  const high = max === undefined ? null : Math.floor(Number(max))
  if (high !== null && high < low) refuseSchema(context, pointer, `nothing is at least ${low} and at most ${high} long`)
  if (low > maxRepetitions) refuseSchema(context, pointer, `'${keyword}' ${low} is more than this server enforces (${maxRepetitions})`)
  return `{${low},${high === null ? '' : Math.min(high, maxRepetitions)}}`
}

function patternRule(context: SchemaContext, pattern: string, pointer: string): string | null {
  try {
    return context.rules.rule(`"\\"" ${regexToGbnf(pattern, { maxRepetitions })} "\\""`)
  } catch (error) {
    if (!(error instanceof UnsupportedPattern)) throw error
    cannotEnforce(context, pointer, `pattern (${error.message})`)
    return null
  }
}
