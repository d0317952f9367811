import { createOpenResponses } from '@ai-sdk/open-responses'
import { createOpenAI } from '@ai-sdk/openai'
import { APICallError, generateText, jsonSchema, type LanguageModel, Output, stepCountIs, streamText, tool } from 'ai'

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

const weatherSchema = jsonSchema<{ city: string }>(weatherTool.parameters)
const announced = tool({ description: weatherTool.description, inputSchema: weatherSchema })
const executed = tool({
  description: weatherTool.description,
  inputSchema: weatherSchema,
  execute: ({ city }) => Promise.resolve(weatherOf(city)),
})

type Options = NonNullable<Parameters<typeof generateText>[0]['providerOptions']>

interface Provider {
  name: string
  package: string
  open: (target: Target) => LanguageModel
  /** How a provider is told to think: it knows OpenAI's models by name only. */
  thinking: Options
}

async function refusal(model: LanguageModel, change: { maxOutputTokens?: number } = {}): Promise<APICallError> {
  const error = await failureOf(() => generateText({ model, prompt: questions.hello, maxRetries: 0, ...change }))
  expect(APICallError.isInstance(error), String(error))
  return error
}

const createClient = ({ name, package: packageName, open, thinking }: Provider): Client => ({
  name,
  package: packageName,
  checks: {
    text: async (target) => {
      const { text, finishReason } = await generateText({ model: open(target), prompt: questions.count, temperature: 0 })
      expectCount(text)
      expect(finishReason === 'stop', finishReason)
    },
    stream: async (target) => {
      const pieces: string[] = []
      const result = streamText({ model: open(target), prompt: questions.count, temperature: 0, onError: () => {} })
      for await (const piece of result.textStream) pieces.push(piece)
      expectPieces(pieces, await result.text)
      expectCount(await result.text)
      expect((await result.finishReason) === 'stop', await result.finishReason)
    },
    'multi-turn': async (target) => {
      const { said, asked } = questions.name
      const model = open(target)
      const first = await generateText({ model, prompt: said, temperature: 0 })
      const { text } = await generateText({
        model,
        messages: [{ role: 'user', content: said }, ...first.response.messages, { role: 'user', content: asked }],
        temperature: 0,
      })
      expect(text.includes('Rosalind'), text)
    },
    tools: async (target) => {
      const result = streamText({
        model: open(target),
        prompt: questions.weather,
        tools: { get_weather: executed },
        stopWhen: stepCountIs(3),
        temperature: 0,
        onError: () => {},
      })
      const text = await result.text
      const steps = await result.steps
      expectCalls(
        (steps[0]?.toolCalls ?? []).map((call) => ({
          name: call.toolName,
          city: (call.input as { city: string }).city,
          id: call.toolCallId,
        })),
        ['Tallinn'],
      )
      expectWeather(text)
      expect(steps.length === 2, `${steps.length} steps`)
      return text
    },
    'parallel-tools': async (target) => {
      const { toolCalls } = await generateText({
        model: open(target),
        prompt: questions.weatherOfTwo,
        tools: { get_weather: announced },
        temperature: 0,
      })
      expectCalls(
        toolCalls.map((call) => ({ name: call.toolName, city: (call.input as { city: string }).city, id: call.toolCallId })),
        ['Tallinn', 'Bologna'],
      )
    },
    structured: async (target) => {
      const { output } = await generateText({
        model: open(target),
        prompt: questions.person,
        output: Output.object({ schema: jsonSchema<{ name: string; age: number }>(personSchema), name: 'person' }),
        temperature: 0,
      })
      expectPerson(output)
    },
    reasoning: async (target) => {
      const result = streamText({ model: open(target), prompt: questions.capital, providerOptions: thinking, onError: () => {} })
      let thought = ''
      for await (const part of result.fullStream) if (part.type === 'reasoning-delta') thought += part.text
      expect(thought !== '', await result.content)
      expect(thought.includes((await result.reasoningText) ?? '-'), await result.reasoningText)
      expect((await result.text).includes('Paris'), await result.text)
      return thought
    },
    usage: async (target) => {
      const { usage } = await generateText({ model: open(target), prompt: questions.hello })
      return expectUsage({ input: usage.inputTokens, output: usage.outputTokens, total: usage.totalTokens })
    },
    abort: async ({ slow }) => {
      const controller = new AbortController()
      const result = streamText({
        model: open(needed(slow, 'a slow server')),
        prompt: questions.hello,
        abortSignal: controller.signal,
        onError: () => {},
      })
      let deltas = 0
      let isAborted = false
      for await (const part of result.fullStream) {
        if (part.type === 'text-delta' && ++deltas === 3) controller.abort()
        if (part.type === 'abort') isAborted = true
        expect(deltas < 50, 'it goes on')
      }
      expect(isAborted && deltas >= 3, `${deltas} deltas, aborted: ${isAborted}`)
    },
    'error-400': async (target) => {
      const error = await refusal(open(target), { maxOutputTokens: 1 })
      expect(error.statusCode === 400 && error.message.includes('max_output_tokens'), error.message)
    },
    'error-401': async (target) => {
      const error = await refusal(open({ ...target, apiKey: 'sk-wrong' }))
      expect(error.statusCode === 401, `${error.statusCode}`)
    },
    'unknown-model': async (target) => {
      const error = await refusal(open({ ...target, model: 'no-such-model' }))
      expect(error.statusCode === 400 && error.message.includes('no-such-model'), `${error.statusCode} ${error.message}`)
    },
    'error-429': async ({ limited }) => {
      const error = await refusal(open(needed(limited, 'a limited server')))
      expect(error.statusCode === 429 && error.isRetryable, `${error.statusCode}`)
    },
  },
  read: async (target, reading, signal) => {
    const result = streamText({
      model: open(target),
      prompt: questions.hello,
      tools: { get_weather: announced },
      maxRetries: 0,
      abortSignal: signal,
      onError: () => {},
    })
    let failure: unknown
    for await (const part of result.fullStream) {
      if (part.type === 'text-delta') reading.text += part.text
      if (part.type === 'reasoning-delta') reading.reasoning = (reading.reasoning ?? '') + part.text
      // What the server runs itself is no call for the user.
      if (part.type === 'tool-call' && part.providerExecuted !== true)
        reading.calls.push({ name: part.toolName, arguments: argumentsOf(part.input) })
      if (part.type === 'finish') reading.finish = part.finishReason
      if (part.type === 'error') failure ??= part.error
    }
    if (failure !== undefined) throw failure instanceof Error ? failure : new Error(JSON.stringify(failure))
  },
})

function argumentsOf(input: unknown): string {
  return typeof input === 'string' ? input : JSON.stringify(input)
}

export const aiSdkOpenai = createClient({
  name: 'ai-sdk-openai',
  package: '@ai-sdk/openai',
  open: ({ baseUrl, apiKey, model }) => createOpenAI({ baseURL: baseUrl, apiKey }).responses(model),
  thinking: { openai: { forceReasoning: true, reasoningEffort: 'medium', reasoningSummary: 'auto' } },
})

export const aiSdkOpenResponses = createClient({
  name: 'ai-sdk-open-responses',
  package: '@ai-sdk/open-responses',
  open: ({ baseUrl, apiKey, model }) => createOpenResponses({ name: 'goldwire', url: `${baseUrl}/responses`, apiKey })(model),
  thinking: { goldwire: { reasoningEffort: 'medium', reasoningSummary: 'auto' } },
})
