import { chat, EventType, maxIterations, type StreamChunk, toolDefinition } from '@tanstack/ai'
import { createOpenaiChat } from '@tanstack/ai-openai'

import { type Client, expect, failureOf, needed, type Target } from '../lib/client.ts'
import {
  expectCalls,
  expectCount,
  expectPerson,
  expectPieces,
  expectUsage,
  expectWeather,
  personSchema,
  questions,
  weatherOf,
  weatherTool,
} from '../lib/questions.ts'

/** The adapter's types list OpenAI's models; at run time it takes any name. */
const open = ({ baseUrl, apiKey, model }: Target) => createOpenaiChat(model as 'gpt-5.2', apiKey, { baseURL: baseUrl, maxRetries: 0 })

const definition = toolDefinition({
  name: 'get_weather' as const,
  description: weatherTool.description,
  inputSchema: weatherTool.parameters,
})
const getWeather = definition.server((input) => Promise.resolve(weatherOf((input as { city: string }).city)))

type Message = { role: 'user' | 'assistant'; content: string }
const user = (content: string): Message => ({ role: 'user', content })

interface Seen {
  pieces: string[]
  thought: string
  calls: { name: string; arguments: string; id: string }[]
  finish: string | null
  usage: { promptTokens?: number; completionTokens?: number; totalTokens?: number } | undefined
}

const nothingYet = (): Seen => ({ pieces: [], thought: '', calls: [], finish: null, usage: undefined })

/** @throws Error for a RUN_ERROR, as a user's code would */
function take(chunk: StreamChunk, seen: Seen): void {
  if (chunk.type === EventType.TEXT_MESSAGE_CONTENT) seen.pieces.push(chunk.delta)
  if (chunk.type === EventType.REASONING_MESSAGE_CONTENT) seen.thought += chunk.delta
  if (chunk.type === 'TOOL_CALL_START') seen.calls.push({ name: chunk.toolCallName, arguments: '', id: chunk.toolCallId })
  if (chunk.type === 'TOOL_CALL_END') {
    const call = seen.calls.find(({ id }) => id === chunk.toolCallId)
    if (call !== undefined) call.arguments = JSON.stringify(chunk.input ?? null)
  }
  if (chunk.type === EventType.RUN_FINISHED) {
    seen.finish = chunk.metadata?.tanstack?.finishReason ?? chunk.outcome?.type ?? 'none'
    seen.usage = Array.isArray(chunk.usage) ? undefined : chunk.usage
  }
  if (chunk.type === EventType.RUN_ERROR) throw Object.assign(new Error(chunk.message), { code: chunk.code })
}

interface Question {
  messages: Message[]
  tools?: unknown[]
  modelOptions?: Record<string, unknown>
  abortController?: AbortController
}

/** Ends where the calls are to be run, unless `turns` allows another round. */
async function ask(target: Target, { tools, modelOptions, ...question }: Question, turns = 1, seen = nothingYet()): Promise<Seen> {
  const stream = chat({
    adapter: open(target),
    ...question,
    ...(tools !== undefined && { tools: tools as [] }),
    modelOptions: { temperature: 0, ...modelOptions },
    agentLoopStrategy: maxIterations(turns),
    // Errors are looked at here, not on the console.
    debug: false,
  } as never) as AsyncIterable<StreamChunk>
  for await (const chunk of stream) take(chunk, seen)
  return seen
}

async function refusal(target: Target, modelOptions: Record<string, unknown> = {}): Promise<Error & { code?: string }> {
  return failureOf(() => ask(target, { messages: [user(questions.hello)], modelOptions }))
}

const cityOf = (call: { arguments: string }) => (JSON.parse(call.arguments) as { city?: unknown } | null)?.city

export const tanstack: Client = {
  name: 'tanstack',
  package: '@tanstack/ai-openai',
  checks: {
    text: async (target) => {
      const text = await chat({
        adapter: open(target),
        messages: [user(questions.count)],
        stream: false,
        modelOptions: { temperature: 0 },
      })
      expectCount(text)
    },
    stream: async (target) => {
      const { pieces, finish } = await ask(target, { messages: [user(questions.count)] })
      expectPieces(pieces, pieces.join(''))
      expectCount(pieces.join(''))
      expect(finish === 'stop', finish)
    },
    'multi-turn': async (target) => {
      const { said, asked } = questions.name
      const first = await ask(target, { messages: [user(said)] })
      const second = await ask(target, { messages: [user(said), { role: 'assistant', content: first.pieces.join('') }, user(asked)] })
      expect(second.pieces.join('').includes('Rosalind'), second.pieces.join(''))
    },
    tools: async (target) => {
      const { pieces, calls } = await ask(target, { messages: [user(questions.weather)], tools: [getWeather] }, 3)
      expect(calls.length > 0 && calls.every(({ name }) => name === 'get_weather'), calls)
      expectWeather(pieces.join(''))
      return pieces.join('')
    },
    'parallel-tools': async (target) => {
      const { calls } = await ask(target, { messages: [user(questions.weatherOfTwo)], tools: [definition.client()] })
      expectCalls(
        calls.map((call) => ({ name: call.name, city: cityOf(call), id: call.id })),
        ['Tallinn', 'Bologna'],
      )
    },
    structured: async (target) => {
      const person = await chat({
        adapter: open(target),
        messages: [user(questions.person)],
        outputSchema: personSchema,
        modelOptions: { temperature: 0 },
      })
      expectPerson(person)
    },
    reasoning: async (target) => {
      const { thought, pieces } = await ask(target, {
        messages: [user(questions.capital)],
        modelOptions: { reasoning: { effort: 'medium', summary: 'auto' } },
      })
      expect(thought !== '', { thought, pieces })
      expect(pieces.join('').includes('Paris'), pieces)
      return thought
    },
    usage: async (target) => {
      const { usage } = await ask(target, { messages: [user(questions.hello)] })
      return expectUsage({ input: usage?.promptTokens, output: usage?.completionTokens, total: usage?.totalTokens })
    },
    abort: async ({ slow }) => {
      const abortController = new AbortController()
      const seen = nothingYet()
      const begin = performance.now()
      const asked = ask(needed(slow, 'a slow server'), { messages: [user(questions.hello)], abortController }, 1, seen).catch(
        (error: unknown) => error,
      )
      while (seen.pieces.length < 3 && performance.now() - begin < 10_000) await new Promise((resolve) => setTimeout(resolve, 10))
      abortController.abort()
      await asked
      expect(seen.pieces.length >= 3 && seen.pieces.length < 50, `${seen.pieces.length} pieces`)
    },
    'error-400': async (target) => {
      const error = await refusal(target, { max_output_tokens: 1 })
      expect(error.message.includes('max_output_tokens'), String(error))
    },
    'error-401': async (target) => {
      const error = await refusal({ ...target, apiKey: 'sk-wrong' })
      expect(/401|API key/i.test(error.message), String(error))
    },
    'unknown-model': async (target) => {
      const error = await refusal({ ...target, model: 'no-such-model' })
      expect(error.message.includes('no-such-model'), String(error))
    },
    'error-429': async ({ limited }) => {
      const error = await refusal(needed(limited, 'a limited server'))
      expect(/429|limit/i.test(error.message), String(error))
    },
  },
  read: async (target, reading, signal) => {
    const abortController = new AbortController()
    signal.addEventListener('abort', () => abortController.abort())
    const seen = nothingYet()
    try {
      await ask(
        target,
        { messages: [user(questions.hello)], tools: [definition.client()], modelOptions: { temperature: 1 }, abortController },
        1,
        seen,
      )
    } finally {
      reading.text = seen.pieces.join('')
      reading.calls = seen.calls.map(({ name, arguments: text }) => ({ name, arguments: text }))
      if (seen.thought !== '') reading.reasoning = seen.thought
      if (seen.finish !== null) reading.finish = seen.finish
    }
  },
}
