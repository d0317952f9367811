import type { OfferedTool, ToolOffer } from '../../prompt/offer-tools.ts'
import { createGrammarRules } from '../llama/gbnf/grammar-rules.ts'
import { literal } from '../llama/gbnf/literal.ts'
import { textGrammarRule } from '../llama/gbnf/text-grammar.ts'
import type { ChatDialect } from './chat-options.ts'
import type { CallPiece } from './chat-piece.ts'

/**
 * A custom tool with a grammar that has to be called. Tool calls of Chat Completions know no grammars, but answers do: so the server is asked for
 * nothing but the tool's input, and its answer becomes the call.
 */
export interface ForcedInput {
  /** What the request to the server says of it. */
  fields: { [key: string]: unknown }
  toCall(text: string): CallPiece
  /** The rest of the call's arguments. */
  end(): CallPiece
}

/** null where no such tool is forced, or the server takes no grammars. @throws ApiError 400 for a grammar that cannot be told to it */
export function createForcedInput(
  { callable, required }: ToolOffer,
  grammar: ChatDialect['grammar'],
  wireName: string,
): ForcedInput | null {
  const [tool, other] = callable
  if (!required || other !== undefined || tool === undefined || tool.grammar === null || grammar === 'off') return null
  const piece = (text: string): CallPiece => ({ type: 'call', index: 0, id: '', name: wireName, arguments: text })
  const { syntax, definition } = tool.grammar
  if (grammar === 'vllm' || (grammar === 'sglang' && syntax === 'regex')) {
    let isOpen = false
    const lead = () => {
      const text = isOpen ? '' : '{"input": "'
      isOpen = true
      return text
    }
    const kind = syntax === 'regex' ? 'regex' : 'grammar'
    return {
      fields: grammar === 'vllm' ? { structured_outputs: { [kind]: definition } } : { regex: definition },
      toCall: (text) => piece(lead() + JSON.stringify(text).slice(1, -1)),
      end: () => piece(`${lead()}"}`),
    }
  }
  const gbnf = wholeArguments({ ...tool, grammar: tool.grammar })
  return { fields: grammar === 'sglang' ? { ebnf: gbnf } : { grammar: gbnf }, toCall: piece, end: () => piece('') }
}

/** The grammar of `{"input": "…"}`. */
function wholeArguments({ grammar, param }: OfferedTool & { grammar: NonNullable<OfferedTool['grammar']> }): string {
  const rules = createGrammarRules()
  const input = textGrammarRule(rules, { ...grammar, param: `${param}.definition` })
  return rules.toText(`${literal('{"input": "')} ${input} ${literal('"}')}`)
}
