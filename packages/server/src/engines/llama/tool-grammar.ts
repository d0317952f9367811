import type { OfferedTool } from '../../prompt/offer-tools.ts'
import type { CallSyntax } from '../../prompt/tool-syntax.ts'
import type { GrammarRules } from './gbnf/grammar-rules.ts'
import { literal } from './gbnf/literal.ts'
import { schemaToRule } from './gbnf/schema-to-grammar.ts'
import { textGrammarRule } from './gbnf/text-grammar.ts'

export interface CallRunOptions {
  tools: readonly OfferedTool[]
  syntax: CallSyntax
  /** Several calls may follow each other. */
  parallel: boolean
  /** How much of `syntax.first` the model has written already: its opening tag, when a call was recognised by it. */
  written?: string
}

/**
 * Compiles a run of calls of these tools, in the model's own syntax, each with arguments that obey its schema.
 *
 * @returns what to put where the run may stand
 * @throws ApiError 400 naming `tools[i].parameters` for a schema that cannot be compiled
 */
export function callRunRule(rules: GrammarRules, { tools, syntax, parallel, written = '' }: CallRunOptions): string {
  const calls = tools.map((tool) => `${literal(tool.promptName + syntax.middle)} ${argumentsRule(rules, tool)}`)
  const call = rules.rule(calls.join(' | '))
  const more = parallel && syntax.joint !== '' ? ` (${literal(syntax.joint)} ${call})*` : ''
  return rules.rule(`${literal(syntax.first.slice(written.length))} ${call}${more} ${literal(syntax.last)}`)
}

const filePath = '[^\\r\\n\\t]{1,256}'
/** V4A: a new file is all `+` lines; a change is sections that `@@` opens. */
const createDiff = '(\\+[^\\n]*\\n)*\\+[^\\n]*\\n?'
const updateDiff = '(@@[^\\n]*\\n([ +-][^\\n]*\\n)+)+'

function argumentsRule(rules: GrammarRules, tool: OfferedTool): string {
  if (tool.grammar !== null) {
    const body = textGrammarRule(rules, { ...tool.grammar, param: `${tool.param}.definition` })
    return `${literal('{"input": "')} ${body} ${literal('"}')}`
  }
  if (tool.kind === 'apply_patch') return patchRule(rules, tool.param)
  return schemaToRule(rules, { schema: tool.parameters, strict: tool.strict, param: tool.param, code: 'invalid_function_parameters' })
}

/** The operations of `apply_patch`, with diffs that are diffs: a model that is small rarely writes them by itself. */
function patchRule(rules: GrammarRules, param: string): string {
  const text = (definition: string) => textGrammarRule(rules, { syntax: 'regex', definition, param })
  const path = rules.rule(`"\\"" ${text(filePath)} "\\""`)
  const diff = (definition: string) => `${literal(', "diff": "')} ${text(definition)} "\\""`
  const operation = (type: string, rest: string) => `${literal(`{"type": "${type}", "path": `)} ${path} ${rest} "}"`
  return rules.rule(
    [operation('create_file', diff(createDiff)), operation('update_file', diff(updateDiff)), operation('delete_file', '')].join(' | '),
  )
}
