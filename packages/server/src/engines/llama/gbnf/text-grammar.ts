import { ApiError } from '../../../run/api-error.ts'
import type { GrammarRules } from './grammar-rules.ts'
import { larkToPattern } from './lark-to-pattern.ts'
import { readLark } from './read-lark.ts'
import { readRegex } from './read-regex.ts'
import { toGbnf, UnsupportedGrammar } from './text-pattern.ts'

export interface TextGrammar {
  syntax: 'regex' | 'lark'
  definition: string
  /** Names the definition in errors: `tools[0].format.definition`. */
  param: string
}

/**
 * Compiles the grammar of a custom tool's input and returns what to put where such a text may stand inside a JSON string.
 *
 * @throws ApiError 400 naming the definition, for what cannot be read or is not context-free
 */
export function textGrammarRule(rules: GrammarRules, { syntax, definition, param }: TextGrammar): string {
  try {
    return rules.rule(toGbnf(syntax === 'regex' ? readRegex(definition) : larkToPattern(rules, readLark(definition))))
  } catch (error) {
    if (!(error instanceof UnsupportedGrammar)) throw error
    const message = `Invalid '${param}': this ${syntax} grammar cannot be enforced: ${error.message}.`
    throw new ApiError({ code: 'invalid_value', param, message, cause: error })
  }
}
