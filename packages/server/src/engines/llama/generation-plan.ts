import { setImmediate } from 'node:timers/promises'

import type { Token } from 'node-llama-cpp'

import { offerTools, toChatTools, type OfferedTool, type ToolOffer } from '../../prompt/offer-tools.ts'
import type { ControlText } from '../../prompt/control-text.ts'
import { formatInstruction } from '../../prompt/format-instruction.ts'
import { verbosityInstruction } from '../../prompt/verbosity-instruction.ts'
import type { PromptRenderer } from '../../prompt/render-prompt.ts'
import { toChatMessages } from '../../prompt/to-chat-messages.ts'
import type { CallSyntax } from '../../prompt/tool-syntax.ts'
import { ApiError } from '../../run/api-error.ts'
import type { EngineRequest } from '../engine.ts'
import type { PromptPiece } from './cut-prompt.ts'
import { createGrammarRules } from './gbnf/grammar-rules.ts'
import { literal } from './gbnf/literal.ts'
import { schemaToRule, type SchemaSource } from './gbnf/schema-to-grammar.ts'
import type { ThinkingBudgets } from './reasoning.ts'
import { callRunRule } from './tool-grammar.ts'

/** Characters that are tokenised at a stretch: some ten milliseconds. */
const TURN_LENGTH = 32_768
/** Where a slice of text may end before that, to end at white space. */
const SLACK = 200

/** What is known of an answer before its first token. */
export interface GenerationPlan {
  promptTokens: Token[]
  startsInThought: boolean
  callable: readonly OfferedTool[]
  /** Most tokens to generate: `max_output_tokens`, or what the context has left. */
  maxTokens: number
  thinkingBudget: number
  /** The grammar of the whole answer after the thoughts, which begins with the white space `lead`; null = free. */
  answerGrammar: ((lead: string) => GrammarSource) | null
  /** The grammar of calls once their beginning was recognised; null when nothing may be called or the answer has a grammar anyway. */
  callGrammar: ((written: string) => GrammarSource) | null
}

export interface GrammarSource {
  text: string
  /** The request field it came from. */
  param: string
}

export interface PlanContext {
  renderer: PromptRenderer
  control: ControlText
  tokenize: (text: string, options: { special: boolean }) => Token[]
  cut: (piece: PromptPiece) => PromptPiece[]
  /** Characters of the vocabulary's longest token. */
  longestToken: number
  contextSize: number
  budgets: ThinkingBudgets
}

/**
 * Renders the prompt and decides what constrains the answer.
 *
 * @throws ApiError 400 for a prompt that does not fit (`context_length_exceeded`), and for input, tools or schemas that cannot be served
 */
export function planGeneration(request: EngineRequest, context: PlanContext): GenerationPlan {
  const { renderer, contextSize } = context
  const offer = offerTools(request.tools, request.toolChoice)
  const { pieces, endsInThought } = promptOf(request, offer, context)
  // What cannot fit is not tokenised: millions of characters would take seconds, in which nobody else is answered.
  const fewest = Math.ceil(pieces.reduce((length, { text }) => length + text.length, 0) / context.longestToken)
  if (fewest >= contextSize) throw tooLong(`at least ${fewest}`, contextSize)
  const promptTokens = pieces.flatMap((piece) => context.tokenize(piece.text, { special: !piece.isPlain }))
  if (promptTokens.length >= contextSize) throw tooLong(String(promptTokens.length), contextSize)
  const answerGrammar = planAnswerGrammar(request, offer, renderer.call)
  const { callable } = offer
  return {
    promptTokens,
    startsInThought: endsInThought,
    callable,
    maxTokens: Math.min(request.maxOutputTokens ?? Infinity, contextSize - promptTokens.length),
    thinkingBudget: context.budgets[request.reasoningEffort],
    answerGrammar,
    callGrammar:
      answerGrammar !== null || callable.length === 0 ? null : (written) => planCallGrammar(request, offer, renderer.call, written),
  }
}

function tooLong(tokens: string, contextSize: number): ApiError {
  return new ApiError({
    code: 'context_length_exceeded',
    param: 'input',
    message: `Your input exceeds the context window of this model: it has ${tokens} tokens, and prompt and answer together may have ${contextSize}.`,
  })
}

/** A text of this many characters for each token of the context cannot be answered: it is counted in slices. */
const HOPELESS_CHARACTERS_A_TOKEN = 8

/**
 * The tokens of a prompt of any length. Between its pieces others get their turn: also in one that has no control tokens to be cut at. Where such a
 * text is far too long for the context it is sliced at white space, and the count may be off by a token a slice.
 */
export async function countPromptTokens(request: EngineRequest, context: PlanContext): Promise<number> {
  const { pieces } = promptOf(request, offerTools(request.tools, request.toolChoice), context)
  let count = 0
  let sinceTurn = 0
  const most = Math.max(TURN_LENGTH, context.contextSize * HOPELESS_CHARACTERS_A_TOKEN)
  for (const { text, isPlain } of pieces.flatMap((piece) => sliceText(piece, most))) {
    count += context.tokenize(text, { special: !isPlain }).length
    sinceTurn += text.length
    if (sinceTurn < TURN_LENGTH - SLACK) continue
    sinceTurn = 0
    await setImmediate()
  }
  return count
}

/** A piece as it is, or, if it is longer than `most`, in slices that end before white space where there is any. */
function sliceText(piece: PromptPiece, most: number): PromptPiece[] {
  if (piece.text.length <= most) return [piece]
  const slices: PromptPiece[] = []
  for (let start = 0; start < piece.text.length;) {
    const end = start + TURN_LENGTH
    const space = piece.text.slice(end - SLACK, end).search(/\s\S*$/)
    const cut = end >= piece.text.length || space <= 0 ? end : end - SLACK + space
    slices.push({ ...piece, text: piece.text.slice(start, cut) })
    start = cut
  }
  return slices
}

/** The prompt in pieces to be tokenised, and whether it ends inside the thoughts. Control tokens that people wrote themselves are plain text in it. */
function promptOf(request: EngineRequest, { tools }: ToolOffer, { renderer, control, cut }: PlanContext) {
  const { items, instructions, textFormat, verbosity } = request
  const messages = toChatMessages({ items, instructions, closing: [verbosityInstruction(verbosity), formatInstruction(textFormat)] })
  const { text, endsInThought } = renderer.render({
    messages: control.mark(messages),
    tools: control.mark(toChatTools(tools)),
    thinking: request.reasoningEffort !== 'none' && renderer.think !== null,
    effort: request.reasoningEffort,
  })
  return { pieces: control.split(text).flatMap(cut), endsInThought }
}

/**
 * What the whole answer must look like. A forced call comes before the text's format: the format is for the text that follows the call's
 * output. Where a call is possible but not forced, the answer is either.
 */
function planAnswerGrammar(request: EngineRequest, { callable, required }: ToolOffer, syntax: CallSyntax): GenerationPlan['answerGrammar'] {
  const format = formatSchema(request.textFormat)
  if (!required && format === null) return null
  const rules = createGrammarRules()
  const alternatives: string[] = []
  if (!required && format !== null) alternatives.push(schemaToRule(rules, format))
  if (callable.length > 0) alternatives.push(callRunRule(rules, { tools: callable, syntax, parallel: request.parallelToolCalls }))
  const answer = alternatives.length === 1 ? (alternatives[0] ?? '') : `(${alternatives.join(' | ')})`
  const param = required ? 'tools' : 'text.format.schema'
  return (lead) => ({ text: rules.toText(lead === '' ? answer : `${literal(lead)} ${answer}`), param })
}

function planCallGrammar(request: EngineRequest, { callable }: ToolOffer, syntax: CallSyntax, written: string): GrammarSource {
  const rules = createGrammarRules()
  return {
    text: rules.toText(callRunRule(rules, { tools: callable, syntax, parallel: request.parallelToolCalls, written })),
    param: 'tools',
  }
}

function formatSchema(format: EngineRequest['textFormat']): SchemaSource | null {
  const place = { param: 'text.format.schema', code: 'invalid_json_schema' } as const
  if (format.type === 'json_schema') return { schema: format.schema, strict: format.strict === true, ...place }
  return format.type === 'json_object' ? { schema: { type: 'object' }, strict: false, ...place } : null
}
