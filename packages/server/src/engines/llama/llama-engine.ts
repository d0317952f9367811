import { basename } from 'node:path'

import type { Engine, EngineModel } from '../engine.ts'
import { createAnswerGrammar } from './answer-grammar.ts'
import { countPromptTokens, planGeneration, type PlanContext } from './generation-plan.ts'
import { createLlamaRuntime } from './llama-runtime.ts'
import { loadModel } from './load-model.ts'
import { thinkingBudgets, type ThinkingBudgets } from './reasoning.ts'
import { runGeneration } from './run-generation.ts'
import { createSlotPool } from './slot-pool.ts'

export interface LlamaEngineOptions {
  /** A GGUF file. Any chat model will do; its own chat template is used. */
  modelPath: string
  /** The name clients ask for. @defaultValue the file's name without `.gguf` */
  modelId?: string
  /** Answers that are generated at the same time, each with its own prompt cache. @defaultValue 16 below 100 MB, else 4 */
  slots?: number
  /** Tokens of prompt and answer together, per slot. @defaultValue 2,048 below 100 MB, else up to 8,192 */
  contextSize?: number
  /** @defaultValue 1 below 100 MB, else half of the processors */
  threads?: number
  /** Requests that may wait for a slot before others are turned away with 503. @defaultValue 1,000 below 100 MB, else 64 */
  maxWaiting?: number
  /** Tokens of thought each effort may use, where they differ from `thinkingBudgets`. */
  budgets?: Partial<ThinkingBudgets>
  /** `auto` uses a GPU when there is one. @defaultValue false */
  gpu?: 'auto' | false
}

/**
 * Loads a model with llama.cpp in this process and answers requests with it.
 *
 * @throws ModelLoadError when node-llama-cpp is not installed or the file cannot be used
 */
export async function createLlamaEngine({
  modelPath,
  modelId,
  slots,
  contextSize,
  threads,
  maxWaiting,
  budgets,
  gpu = false,
}: LlamaEngineOptions): Promise<Engine> {
  const loaded = await loadModel({ modelPath, slots, contextSize, threads, gpu })
  const runtime = createLlamaRuntime(loaded)
  const { model, renderer } = runtime
  const pool = createSlotPool(runtime.sequences, { maxWaiting: maxWaiting ?? (loaded.isTiny ? 1_000 : 64) })
  const closing = new AbortController()
  const info: EngineModel = {
    id: modelId ?? basename(modelPath, '.gguf'),
    created: loaded.created,
    owned_by: 'goldwire',
    contextSize: runtime.context.contextSize,
    reasons: renderer.think !== null,
  }
  const planContext: PlanContext = {
    renderer,
    control: runtime.control,
    contextSize: info.contextSize,
    budgets: { ...thinkingBudgets, ...budgets },
    tokenize: (text, { special }) => model.tokenize(text, special),
    cut: runtime.cut,
    longestToken: runtime.longestToken,
  }

  return {
    name: 'llama',
    models: [info],

    async *generate(request, { signal: callerSignal }) {
      const signal = AbortSignal.any([callerSignal, closing.signal])
      if (signal.aborted) return
      const plan = planGeneration(request, planContext)
      const grammar = createAnswerGrammar(runtime, plan, { choosesOutside: request.topLogprobs !== null })
      const slot = await pool.acquire(plan.promptTokens, signal).catch((error: unknown) => {
        if (signal.aborted) return null
        throw error
      })
      if (slot === null) return
      try {
        yield* runGeneration(runtime, { request, plan, grammar, sequence: slot.sequence, commonTokens: slot.common, signal })
      } finally {
        pool.release(slot)
      }
    },

    countInputTokens: (request) => countPromptTokens(request, planContext),

    status: () => ({ slots: runtime.sequences.length, busy: pool.busy, waiting: pool.waiting }),

    async close() {
      closing.abort()
      await loaded.close()
    },
  }
}
