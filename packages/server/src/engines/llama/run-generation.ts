import type { LlamaContextSequence, SequenceEvaluateOptions, Token } from 'node-llama-cpp'

import type { EngineRequest } from '../engine.ts'
import type { Step } from '../step.ts'
import type { AnswerGrammar } from './answer-grammar.ts'
import { createTokenChooser } from './choose-token.ts'
import type { GenerationPlan } from './generation-plan.ts'
import type { LlamaRuntime } from './llama-runtime.ts'
import { createOutputParser } from './output-parser.ts'
import { prefill } from './prefill.ts'

export interface GenerationInput {
  request: EngineRequest
  plan: GenerationPlan
  sequence: LlamaContextSequence
  grammar: AnswerGrammar
  /** Prompt tokens that the sequence holds already. */
  commonTokens: number
  signal: AbortSignal
}

/**
 * Decodes one answer on one sequence. Each token is one turn of the binding's loop; requests on other sequences are decoded in the same batch.
 * When the signal aborts, or the reader leaves, at most the token that is being computed is finished; what the sequence holds stays there for
 * the next request.
 */
export async function* runGeneration(
  runtime: LlamaRuntime,
  { request, plan, sequence, grammar, commonTokens, signal }: GenerationInput,
): AsyncGenerator<Step, void> {
  const { model, renderer } = runtime
  const { think } = renderer
  const parser = createOutputParser({
    think,
    call: plan.callable.length > 0 ? renderer.call : null,
    tools: plan.callable,
    callsOnlyAtStart: plan.answerGrammar !== null,
    startsInThought: plan.startsInThought,
    summary: request.reasoningSummary,
  })
  const { rest, cachedTokens } = await prefill(sequence, plan.promptTokens, commonTokens, signal)
  if (signal.aborted) return
  const seed = request.seed ?? Math.floor(Math.random() * 2 ** 32)
  const choose = request.topLogprobs === null ? null : createTokenChooser({ ...request, seed, silent: runtime.silent })
  const written: Token[] = []
  const options = evaluateOptions(runtime, request, seed, grammar, choose === null ? written : null)
  const evaluation: Evaluation = sequence.evaluateWithMetadata(rest, choose === null ? {} : { probabilities: true }, options)
  const decoder = runtime.tokenText.createDecoder()
  const closing = think ? think.close + think.after : ''
  const closingTokens = closing === '' ? [] : model.tokenize(closing, true)

  let outputTokens = 0
  let reasoningTokens = 0
  let reason: 'completed' | 'max_output_tokens' = 'completed'
  let forced: Token[] | undefined
  let coming = evaluation.next()

  try {
    for (;;) {
      const { value, done } = await coming
      if (signal.aborted) return
      if (done) break
      const token = choose && value.probabilities ? choose(value.probabilities) : value.token
      const isEnd = model.isEogToken(token)
      const wasThought = parser.mode === 'thought'
      outputTokens++
      if (wasThought) reasoningTokens++
      grammar.accept(token)
      written.push(token)
      forced = choose ? [token] : undefined
      if (isEnd && !wasThought) break

      if (!isEnd) {
        const text = decoder.push(token)
        const logprob =
          choose && value.probabilities && !wasThought
            ? runtime.logProbs.write(token, value.probabilities, request.topLogprobs ?? 0)
            : undefined
        parser.push(text, logprob)
      }
      if (parser.mode === 'thought' && (isEnd || reasoningTokens >= plan.thinkingBudget)) {
        // The model stopped inside its thoughts, or used up what it may think: close them for it, as the answer is still due.
        if (isEnd) {
          outputTokens--
          reasoningTokens--
        }
        outputTokens += closingTokens.length
        reasoningTokens += closingTokens.length
        if (outputTokens >= plan.maxTokens) {
          outputTokens = plan.maxTokens
          reasoningTokens = plan.maxTokens
        } else {
          forced = isEnd ? closingTokens : [token, ...closingTokens]
          parser.push(closing)
        }
      }
      grammar.follow(parser)
      const isFull = outputTokens >= plan.maxTokens
      // Asked for before this one is told: the binding computes in threads of its own while its reader is at work here.
      if (!isFull) coming = ahead(forced === undefined ? evaluation.next() : evaluation.next(forced))
      for (const step of parser.take()) yield step
      if (signal.aborted) return
      if (isFull) {
        reason = 'max_output_tokens'
        break
      }
    }
  } finally {
    await evaluation.return()
  }
  parser.end(reason === 'max_output_tokens')
  for (const step of parser.take()) yield step
  yield { type: 'stop', reason, usage: usageOf(plan.promptTokens.length, cachedTokens, outputTokens, reasoningTokens) }
}

/** Nobody may be there to hear of a token's failure when the reader has left meanwhile. */
function ahead<T>(coming: Promise<T>): Promise<T> {
  coming.catch(() => undefined)
  return coming
}

/** Probabilities come only where they were asked for. */
type Evaluation = AsyncGenerator<{ token: Token; probabilities?: Map<Token, number> }, void, void | Token | Token[]>

/** @param written - the tokens of the answer, for penalties; null when tokens are chosen outside the binding */
function evaluateOptions(
  { silentBias }: Pick<LlamaRuntime, 'silentBias'>,
  request: EngineRequest,
  seed: number,
  grammar: AnswerGrammar,
  written: Token[] | null,
): SequenceEvaluateOptions {
  const { frequencyPenalty, presencePenalty } = request
  const penalises = written !== null && (frequencyPenalty !== 0 || presencePenalty !== 0)
  return {
    // Chosen outside, the binding must report the model's own distribution: nothing cut off, nothing tempered.
    temperature: written === null ? 0 : request.temperature,
    topP: written === null ? 1 : request.topP,
    topK: 0,
    minP: 0,
    seed,
    yieldEogToken: true,
    ...(written === null ? {} : { tokenBias: silentBias }),
    grammarEvaluationState: () => grammar.state(),
    ...(penalises ? { repeatPenalty: { penalty: 1, frequencyPenalty, presencePenalty, punishTokens: () => written } } : {}),
  }
}

function usageOf(inputTokens: number, cachedTokens: number, outputTokens: number, reasoningTokens: number) {
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cache_write_tokens: 0, cached_tokens: cachedTokens },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: reasoningTokens },
    total_tokens: inputTokens + outputTokens,
  }
}
