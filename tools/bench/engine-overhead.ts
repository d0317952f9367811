/**
 * What the llama engine alone costs over the bare decode loop of the binding: prompt, slots, parser and steps, without emitter and HTTP. The
 * same prompts, seed and sampling, once through `sequence.evaluateWithMetadata` and once through `engine.generate`, in one process, by turns.
 * Run it alone with `node --conditions=source --expose-gc tools/bench/engine-overhead.ts [rounds]`.
 */
import { referenceModelPath } from '@goldwire/reference-model'
import { createLlamaEngine, type Engine, type EngineRequest } from '@goldwire/server'
import { getLlama, type LlamaContextSequence, LlamaLogLevel } from 'node-llama-cpp'

import { alternate, type Bench, type Figure, figureOf, median, round, timed } from './figure.ts'

const maxTokens = 120
const slots = 16
const contextSize = 2048

export const engineOverhead: Bench = {
  name: 'engine',
  about: 'llama engine against the bare llama.cpp loop',
  run: () => measureEngine(),
}

export async function measureEngine({ rounds = 11, streams = [1, slots] } = {}): Promise<Figure[]> {
  await using bare = await openBareLoop()
  const engine = await createLlamaEngine({ modelPath: referenceModelPath, slots, contextSize, threads: 1 })
  const figures: Figure[] = []
  try {
    for (const count of streams) {
      const pairs = await alternate(
        { seconds: 10, least: 3, most: rounds },
        () => measure(count, (index) => bare.generate(index)),
        () => measure(count, (index) => generate(engine, index)),
      )
      const plural = count === 1 ? '1 stream' : `${count} streams`
      figures.push(
        figureOf(
          pairs.map(([alone, whole]) => (alone.tokensPerSecond / whole.tokensPerSecond - 1) * 100),
          {
            name: `engine overhead, ${plural}`,
            unit: '%',
            bar: { most: count === 1 ? 10 : 15 },
            detail: `${middle(pairs, 0, 'tokensPerSecond')} tokens/s bare, ${middle(pairs, 1, 'tokensPerSecond')} through the engine`,
          },
        ),
        figureOf(
          pairs.map(([alone, whole]) => (whole.cpuMicros / alone.cpuMicros - 1) * 100),
          {
            name: `  processor time, ${plural}`,
            unit: '%',
            bar: null,
            detail: `${middle(pairs, 0, 'cpuMicros')} µs a token bare, ${middle(pairs, 1, 'cpuMicros')} in the engine`,
          },
        ),
      )
    }
  } finally {
    await engine.close()
  }
  return figures
}

interface Speed {
  tokensPerSecond: number
  cpuMicros: number
}

async function measure(streams: number, run: (index: number) => Promise<number>): Promise<Speed> {
  let tokens = 0
  const { seconds, cpuSeconds } = await timed(async () => {
    const counts = await Promise.all(Array.from({ length: streams }, (_, index) => run(index)))
    tokens = counts.reduce((sum, count) => sum + count, 0)
  })
  return { tokensPerSecond: tokens / seconds, cpuMicros: (cpuSeconds * 1e6) / tokens }
}

const middle = (pairs: readonly [Speed, Speed][], side: 0 | 1, field: keyof Speed) =>
  round(median(pairs.map((pair) => pair[side][field])), 4)

const question = (index: number) => `Tell me a long story about river number ${index}.`
/** Hot, so that answers are long; the same seed, so that both sides write the same. */
const sampling = { temperature: 2, topP: 1, seed: 7 }

async function generate(engine: Engine, index: number): Promise<number> {
  const request: EngineRequest = {
    model: 'reference',
    items: [{ type: 'message', role: 'user', content: question(index) }],
    instructions: null,
    tools: [],
    toolChoice: 'auto',
    parallelToolCalls: true,
    textFormat: { type: 'text' },
    reasoningEffort: 'none',
    reasoningSummary: null,
    frequencyPenalty: 0,
    presencePenalty: 0,
    maxOutputTokens: maxTokens,
    topLogprobs: null,
    ...sampling,
  }
  for await (const step of engine.generate(request, { signal: new AbortController().signal })) {
    if (step.type === 'stop') return step.usage.output_tokens
  }
  return 0
}

/** The binding and nothing else, with a context of its own. */
async function openBareLoop() {
  const llama = await getLlama({ gpu: false, build: 'never', logLevel: LlamaLogLevel.error, maxThreads: 1 })
  const model = await llama.loadModel({ modelPath: referenceModelPath })
  const context = await model.createContext({ contextSize, sequences: slots, threads: 1, batchSize: 512 })
  const sequences: LlamaContextSequence[] = Array.from({ length: slots }, () => context.getSequence())
  return {
    async generate(index: number): Promise<number> {
      const sequence = sequences[index]
      if (!sequence) throw new Error(`there are only ${slots} sequences`)
      const tokens = model.tokenize(`<|im_start|>user\n${question(index)}<|im_end|>\n<|im_start|>assistant\n`, true)
      const keep = Math.min(sequence.compareContextTokens(tokens).firstDifferentIndex, tokens.length - 1)
      if (keep < sequence.nextTokenIndex) await sequence.eraseContextTokenRanges([{ start: keep, end: sequence.nextTokenIndex }])
      let count = 0
      const options = { ...sampling, topK: 0, minP: 0, yieldEogToken: true }
      for await (const { token } of sequence.evaluateWithMetadata(tokens.slice(keep), {}, options)) {
        count++
        if (model.isEogToken(token) || count >= maxTokens) break
      }
      return count
    },
    [Symbol.asyncDispose]: () => llama.dispose(),
  }
}

if (import.meta.main) {
  for (const figure of await measureEngine({ rounds: Number(process.argv[2] ?? 7) })) {
    console.log(
      `${figure.name}: ${figure.value.toFixed(1)} % (${figure.low.toFixed(1)} to ${figure.high.toFixed(1)}, ${figure.rounds} rounds); ${figure.detail}`,
    )
  }
}
