/**
 * What the whole server costs over the bare decode loop: fastify, engine adapter, emitter, numbering, padding, SSE and the socket on one side;
 * on the other nothing but `sequence.evaluateWithMetadata`. Same model file, prompt tokens, threads, context and number of sequences; each
 * side has a context of its own in this process, and only one works at a time.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { referenceModelPath } from '@goldwire/reference-model'
import { startServer } from '@goldwire/server'
import { getLlama, type LlamaContextSequence, LlamaLogLevel, type Token } from 'node-llama-cpp'

import { createPromptRenderer } from '../../packages/server/src/prompt/render-prompt.ts'
import { alternate, type Bench, type Figure, figureOf, median, round, timed } from './figure.ts'
import type { ClientAnswer, ClientOrder } from './stream-client.ts'

const tokensPerAnswer = 180
const contextSize = 2048
const slots = 16
const prompt = 'Write a very long story about a lighthouse keeper and his dog. Do not stop.'

export interface ServerOverheadOptions {
  /** Rounds for each number of streams. */
  rounds?: number
  streams?: readonly number[]
}

export const serverOverhead: Bench = {
  name: 'server',
  about: 'whole server over HTTP against the bare llama.cpp loop',
  run: () => measureServer(),
}

export async function measureServer({ rounds = 7, streams = [1, 16] }: ServerOverheadOptions = {}): Promise<Figure[]> {
  await using bare = await openBareLoop()
  await using server = await startServer({ model: { id: 'reference', path: referenceModelPath }, slots, contextSize, threads: 1 })
  using client = startClient()
  const body = JSON.stringify({
    model: 'reference',
    input: prompt,
    max_output_tokens: tokensPerAnswer,
    temperature: 0,
    reasoning: { effort: 'none' },
    stream: true,
    store: false,
  })
  const port = Number(new URL(server.url).port)
  const figures: Figure[] = []
  for (const count of streams) {
    const runBare = async () => {
      let tokens = 0
      const used = await timed(async () => {
        tokens = await bare.generate(count)
      })
      return { ...used, tokens }
    }
    const runServer = async () => {
      let answer: ClientAnswer | null = null
      const used = await timed(async () => {
        answer = await client.ask({ port, streams: count, body })
      })
      return { ...used, ...(answer as unknown as ClientAnswer) }
    }
    const pairs = await alternate(rounds, runBare, runServer)
    for (const [alone, served] of pairs) {
      if (alone.tokens !== served.tokens) {
        throw new Error(
          `The two sides did not do the same work: bare ${alone.tokens} tokens, server ${served.tokens} (${served.statuses.join(', ')}).`,
        )
      }
    }
    const perToken = (side: { seconds: number; tokens: number }) => (side.seconds / side.tokens) * 1000
    const cpu = (side: { cpuSeconds: number; tokens: number }) => (side.cpuSeconds / side.tokens) * 1000
    const bareRate = median(pairs.map(([alone]) => alone.tokens / alone.seconds))
    const serverRate = median(pairs.map(([, served]) => served.tokens / served.seconds))
    const plural = count === 1 ? '1 stream' : `${count} streams`
    figures.push(
      figureOf(
        pairs.map(([alone, served]) => (perToken(served) / perToken(alone) - 1) * 100),
        {
          name: `server overhead, ${plural}`,
          unit: '%',
          bar: { most: count === 1 ? 10 : 15 },
          detail: `${round(bareRate, 4)} tokens/s bare, ${round(serverRate, 4)} tokens/s over HTTP`,
        },
      ),
      figureOf(
        pairs.map(([alone, served]) => (cpu(served) / cpu(alone) - 1) * 100),
        {
          name: `  processor time, ${plural}`,
          unit: '%',
          bar: null,
          detail: `${round(median(pairs.map(([alone]) => cpu(alone))))} ms a token bare, ${round(median(pairs.map(([, served]) => cpu(served))))} ms in the server`,
        },
      ),
    )
  }
  return figures
}

interface BareLoop extends AsyncDisposable {
  /** Decodes `tokensPerAnswer` tokens on each of `count` sequences; returns how many came. */
  generate(count: number): Promise<number>
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
  const tokens = model.tokenize(text, true)

  const generateOne = async (sequence: LlamaContextSequence): Promise<number> => {
    const keep = Math.min(sequence.compareContextTokens(tokens).firstDifferentIndex, tokens.length - 1)
    if (keep < sequence.nextTokenIndex) await sequence.eraseContextTokenRanges([{ start: keep, end: sequence.nextTokenIndex }])
    const options = { temperature: 0, topK: 0, topP: 1, minP: 0, yieldEogToken: true }
    const evaluation = sequence.evaluateWithMetadata(tokens.slice(keep), {}, options)
    let count = 0
    let last: Token | null = null
    try {
      for await (const { token } of evaluation) {
        count++
        last = token
        if (count === tokensPerAnswer || model.isEogToken(token)) break
      }
    } finally {
      await evaluation.return()
    }
    if (last !== null && model.isEogToken(last)) throw new Error(`The prompt of the bench does not go on: the answer ended after ${count} tokens.`)
    return count
  }
  return {
    async generate(count) {
      const counts = await Promise.all(sequences.slice(0, count).map(generateOne))
      return counts.reduce((sum, one) => sum + one, 0)
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
