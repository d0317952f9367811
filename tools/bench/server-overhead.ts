/**
 * What the whole server costs over the bare decode loop: fastify, engine adapter, emitter, numbering, padding, SSE and the socket on one side;
 * on the other nothing but `sequence.evaluateWithMetadata`. Same model file, prompt tokens, threads, context and number of sequences; each
 * side has a context of its own in this process, and only one works at a time.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { referenceModelPath } from '@goldwire/reference-model'
import { startServer } from '@goldwire/server'
import { getLlama, type LlamaContextSequence, LlamaLogLevel } from 'node-llama-cpp'

import { createPromptRenderer } from '../../packages/server/src/prompt/render-prompt.ts'
import { alternate, type Bench, type Figure, figureOf, median, percentOver, round, timed } from './figure.ts'
import type { ClientAnswer, ClientOrder } from './stream-client.ts'

const contextSize = 2048
const slots = 16
/** The reference model does not come to an end before the longest answer measured here. */
const prompt = 'Write a very long story about a lighthouse keeper and his dog. Do not stop.'

interface Load {
  streams: number
  /** Tokens of each answer. */
  tokens: number
  /** The server may be slower by so many percent. */
  bar: number
}

const loads: readonly Load[] = [
  { streams: 1, tokens: 180, bar: 10 },
  { streams: 16, tokens: 80, bar: 15 },
]

export const serverOverhead: Bench = {
  name: 'server',
  about: 'the whole server over HTTP against the bare llama.cpp loop',
  async run() {
    await using bare = await openBareLoop()
    await using server = await startServer({ model: { id: 'reference', path: referenceModelPath }, slots, contextSize, threads: 1 })
    using client = startClient()
    const figures: Figure[] = []
    for (const load of loads) figures.push(...(await measureLoad(load, bare, client, Number(new URL(server.url).port))))
    return figures
  },
}

async function measureLoad({ streams, tokens, bar }: Load, bare: BareLoop, client: Client, port: number): Promise<Figure[]> {
  const request = { model: 'reference', input: prompt, max_output_tokens: tokens, temperature: 0, reasoning: { effort: 'none' } }
  const body = JSON.stringify({ ...request, stream: true, store: false })
  const total = streams * tokens
  const runBare = () => timed(() => bare.generate(streams, tokens))
  const runServer = () =>
    timed(async () => {
      const answer = await client.ask({ port, streams, body })
      if (answer.tokens !== total) {
        throw new Error(
          `The two sides did not do the same work: bare ${total} tokens, server ${answer.tokens} (${answer.statuses.join(', ')}).`,
        )
      }
    })
  const pairs = await alternate({ seconds: 20 }, runBare, runServer)
  const name = streams === 1 ? '1 stream' : `${streams} streams`
  const of = (side: 0 | 1, what: 'seconds' | 'cpuSeconds') => pairs.map((pair) => pair[side][what])
  const rate = (side: 0 | 1) => round(total / median(of(side, 'seconds')), 4)
  const best = percentOver(Math.min(...of(1, 'seconds')), Math.min(...of(0, 'seconds')))
  const perToken = (side: 0 | 1) => round((median(of(side, 'cpuSeconds')) / total) * 1000)
  return [
    figureOf(
      pairs.map(([alone, served]) => percentOver(served.seconds, alone.seconds)),
      {
        name: `server overhead, ${name}`,
        unit: '%',
        bar: { most: bar },
        detail: `${rate(0)} tokens/s bare, ${rate(1)} over HTTP; best round against best round ${round(best)} %`,
      },
    ),
    figureOf(
      pairs.map(([alone, served]) => percentOver(served.cpuSeconds, alone.cpuSeconds)),
      {
        name: `server overhead in processor time, ${name}`,
        unit: '%',
        bar: null,
        detail: `${perToken(0)} ms a token bare, ${perToken(1)} ms in the server, all threads`,
      },
    ),
  ]
}

interface BareLoop extends AsyncDisposable {
  /** Decodes so many tokens on each of `streams` sequences. */
  generate(streams: number, tokens: number): Promise<void>
}

async function openBareLoop(): Promise<BareLoop> {
  const llama = await getLlama({ gpu: false, build: 'never', logLevel: LlamaLogLevel.error, maxThreads: 1 })
  const model = await llama.loadModel({ modelPath: referenceModelPath })
  const context = await model.createContext({ contextSize, sequences: slots, threads: 1, batchSize: 512 })
  const sequences = Array.from({ length: slots }, () => context.getSequence())
  const { text } = createPromptRenderer({
    template: model.fileInfo.metadata.tokenizer.chat_template ?? null,
    bosToken: model.tokens.bosString ?? '',
    eosToken: model.tokens.eosString ?? '',
    addBos: model.tokens.shouldPrependBosToken,
  }).render({ messages: [{ role: 'user', content: prompt }], tools: [], thinking: false, effort: 'none' })
  const promptTokens = model.tokenize(text, true)

  const generateOne = async (sequence: LlamaContextSequence, tokens: number): Promise<void> => {
    const keep = Math.min(sequence.compareContextTokens(promptTokens).firstDifferentIndex, promptTokens.length - 1)
    if (keep < sequence.nextTokenIndex) await sequence.eraseContextTokenRanges([{ start: keep, end: sequence.nextTokenIndex }])
    const options = { temperature: 0, topK: 0, topP: 1, minP: 0, yieldEogToken: true }
    let count = 0
    // Goes on whatever comes: the binding alone mixes up answers of one batch now and then, and one may meet an end early.
    for await (const _ of sequence.evaluateWithMetadata(promptTokens.slice(keep), {}, options)) if (++count === tokens) break
  }
  return {
    async generate(streams, tokens) {
      await Promise.all(sequences.slice(0, streams).map((sequence) => generateOne(sequence, tokens)))
    },
    [Symbol.asyncDispose]: () => llama.dispose(),
  }
}

interface Client extends Disposable {
  ask(order: ClientOrder): Promise<ClientAnswer>
}

function startClient(): Client {
  const child: ChildProcess = fork(fileURLToPath(new URL('stream-client.ts', import.meta.url)), { execArgv: ['--conditions=source'] })
  return {
    ask(order) {
      return new Promise((resolve, reject) => {
        child.once('message', (reply: { answer?: ClientAnswer; error?: string }) => {
          if (reply.answer === undefined) reject(new Error(`The client failed: ${reply.error ?? 'no reason given'}`))
          else resolve(reply.answer)
        })
        child.send(order)
      })
    },
    [Symbol.dispose]() {
      child.kill()
    },
  }
}
