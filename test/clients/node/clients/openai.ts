import OpenAI from 'openai'
import { zodResponsesFunction, zodTextFormat } from 'openai/helpers/zod'
import type { ResponseFunctionToolCall, ResponseInput } from 'openai/resources/responses/responses'
import { ResponsesWS } from 'openai/resources/responses/ws'
import { z } from 'zod'

import { type Client, expect, failureOf, needed, type Target } from '../lib/client.ts'
import { cityOf, openaiTool as tool, openOpenai as open, takeEvent } from '../lib/openai.ts'
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
} from '../lib/questions.ts'

/** The status and code of the error that asking for `change` gives. */
async function refusal(target: Target, change: object = {}) {
  const error = await failureOf(() => open(target).responses.create({ model: target.model, input: questions.hello, ...change }))
  expect(error instanceof OpenAI.APIError, String(error))
  return error
}

async function weather(target: Target): Promise<string> {
  const input: ResponseInput = [{ role: 'user', content: questions.weather }]
  const first = await open(target).responses.create({ model: target.model, input, tools: [tool], temperature: 0 })
  const calls = first.output.filter((item): item is ResponseFunctionToolCall => item.type === 'function_call')
  expectCalls(
    calls.map((call) => ({ name: call.name, city: cityOf(call.arguments), id: call.call_id })),
    ['Tallinn'],
  )
  for (const item of first.output) input.push(item as ResponseInput[number])
  for (const call of calls)
    input.push({ type: 'function_call_output', call_id: call.call_id, output: JSON.stringify(weatherOf('Tallinn')) })
  const second = await open(target).responses.create({ model: target.model, input, tools: [tool], temperature: 0 })
  expectWeather(second.output_text)
  return second.output_text
}

/** The SDK's raw stream: `create` with `stream: true`. */
export const openai: Client = {
  name: 'openai-node',
  package: 'openai',
  checks: {
    text: async (target) => {
      const response = await open(target).responses.create({ model: target.model, input: questions.count, temperature: 0 })
      expectCount(response.output_text)
      expect(response.status === 'completed', response.status ?? '')
    },
    stream: async (target) => {
      const pieces: string[] = []
      let final = ''
      const stream = await open(target).responses.create({ model: target.model, input: questions.count, temperature: 0, stream: true })
      for await (const event of stream) {
        if (event.type === 'response.output_text.delta') pieces.push(event.delta)
        if (event.type === 'response.completed')
          final = event.response.output
            .flatMap((item) => (item.type === 'message' ? item.content : []))
            .map((part) => (part.type === 'output_text' ? part.text : ''))
            .join('')
      }
      expectPieces(pieces, final)
      expectCount(final)
    },
    'multi-turn': async (target) => {
      const { said, asked } = questions.name
      const first = await open(target).responses.create({ model: target.model, input: said, temperature: 0 })
      const second = await open(target).responses.create({
        model: target.model,
        input: asked,
        previous_response_id: first.id,
        temperature: 0,
      })
      expect(second.output_text.includes('Rosalind'), second.output_text)
      expect(second.previous_response_id === first.id, String(second.previous_response_id))
    },
    tools: weather,
    'parallel-tools': async (target) => {
      const { output } = await open(target).responses.create({
        model: target.model,
        input: questions.weatherOfTwo,
        tools: [tool],
        parallel_tool_calls: true,
        temperature: 0,
      })
      const calls = output.filter((item) => item.type === 'function_call')
      expectCalls(
        calls.map((call) => ({ name: call.name, city: cityOf(call.arguments), id: call.call_id })),
        ['Tallinn', 'Bologna'],
      )
    },
    structured: async (target) => {
      const response = await open(target).responses.create({
        model: target.model,
        input: questions.person,
        temperature: 0,
        text: { format: { type: 'json_schema', name: 'person', schema: personSchema, strict: true } },
      })
      expectPerson(JSON.parse(response.output_text))
    },
    reasoning: async (target) => {
      const response = await open(target).responses.create({
        model: target.model,
        input: questions.capital,
        reasoning: { effort: 'medium', summary: 'auto' },
        temperature: 0,
      })
      const thought = response.output.find((item) => item.type === 'reasoning')
      expect((thought?.summary[0]?.text ?? '') !== '', response.output)
      expect((response.usage?.output_tokens_details.reasoning_tokens ?? 0) > 0, response.usage)
      expect(response.output_text.includes('Paris'), response.output_text)
    },
    usage: async (target) => {
      const { usage } = await open(target).responses.create({ model: target.model, input: questions.hello })
      return expectUsage({ input: usage?.input_tokens, output: usage?.output_tokens, total: usage?.total_tokens })
    },
    abort: async ({ slow }) => {
      const target = needed(slow, 'a slow server')
      const controller = new AbortController()
      const stream = await open(target).responses.create(
        { model: target.model, input: questions.hello, stream: true },
        { signal: controller.signal },
      )
      let deltas = 0
      for await (const event of stream) {
        if (event.type === 'response.output_text.delta' && ++deltas === 3) controller.abort()
        expect(deltas < 50 && event.type !== 'response.completed', event.type)
      }
      expect(deltas >= 3, `${deltas} deltas`)
    },
    'error-400': async (target) => {
      const error = await refusal(target, { max_output_tokens: 1 })
      expect(error instanceof OpenAI.BadRequestError && error.param === 'max_output_tokens', `${error.status} ${error.param}`)
    },
    'error-401': async (target) => {
      const error = await refusal({ ...target, apiKey: 'sk-wrong' })
      expect(error instanceof OpenAI.AuthenticationError, `${error.status}`)
    },
    'unknown-model': async (target) => {
      const error = await refusal({ ...target, model: 'no-such-model' })
      expect(error instanceof OpenAI.BadRequestError && error.code === 'model_not_found', `${error.status} ${error.code}`)
    },
    'error-429': async ({ limited }) => {
      const error = await refusal(needed(limited, 'a limited server'))
      expect(error instanceof OpenAI.RateLimitError && error.code === 'rate_limit_exceeded', `${error.status} ${error.code}`)
    },
    parse: async (target) => {
      const Person = z.object({ name: z.string(), age: z.int() })
      const parsed = await open(target).responses.parse({
        model: target.model,
        input: questions.person,
        temperature: 0,
        text: { format: zodTextFormat(Person, 'person') },
      })
      expectPerson(parsed.output_parsed)
      const called = await open(target).responses.parse({
        model: target.model,
        input: questions.weather,
        temperature: 0,
        tools: [zodResponsesFunction({ name: tool.name, description: tool.description, parameters: z.object({ city: z.string() }) })],
      })
      const call = called.output.find((item) => item.type === 'function_call')
      expect((call?.parsed_arguments as { city?: string } | undefined)?.city === 'Tallinn', called.output)
    },
    resume: async (target) => {
      const client = open(target)
      const seen: number[] = []
      let id = ''
      let text = ''
      const begun = await client.responses.create({
        model: target.model,
        input: questions.count,
        temperature: 0,
        stream: true,
        background: true,
      })
      for await (const event of begun) {
        seen.push(event.sequence_number)
        if (event.type === 'response.created') id = event.response.id
        if (event.type === 'response.output_text.delta') text += event.delta
        if (seen.length === 6) break
      }
      const after = seen.at(-1) ?? 0
      const rest = await client.responses.retrieve(id, { stream: true, starting_after: after })
      let final = ''
      for await (const event of rest) {
        seen.push(event.sequence_number)
        if (event.type === 'response.output_text.delta') text += event.delta
        if (event.type === 'response.completed') final = event.type
      }
      expect(
        seen.every((number, index) => number === index),
        seen,
      )
      expect(final !== '', seen)
      expectCount(text)
      const whole = await client.responses.retrieve(id)
      expect(whole.output_text === text, whole.output_text)
      return `left after event ${after} of ${seen.length}`
    },
    cancel: async ({ slow }) => {
      const target = needed(slow, 'a slow server')
      const client = open(target)
      const begun = await client.responses.create({ model: target.model, input: questions.hello, background: true })
      expect(begun.status === 'queued' || begun.status === 'in_progress', String(begun.status))
      const cancelled = await client.responses.cancel(begun.id)
      expect(cancelled.status === 'cancelled', String(cancelled.status))
      expect((await client.responses.retrieve(begun.id)).status === 'cancelled', 'not cancelled when asked again')
    },
    delete: async (target) => {
      const client = open(target)
      const { id } = await client.responses.create({ model: target.model, input: questions.hello })
      await client.responses.delete(id)
      const error = await failureOf(() => client.responses.retrieve(id))
      expect(error instanceof OpenAI.NotFoundError, String(error))
    },
    'input-items': async (target) => {
      const client = open(target)
      const { id } = await client.responses.create({
        model: target.model,
        input: [1, 2, 3].map((number) => ({ role: 'user' as const, content: `Hello ${number}!` })),
      })
      const texts: string[] = []
      // One a page, so that the SDK has to turn pages.
      for await (const item of client.responses.inputItems.list(id, { limit: 1, order: 'asc' })) texts.push(JSON.stringify(item))
      expect(texts.length === 3 && texts.every((text, index) => text.includes(`Hello ${index + 1}!`)), texts)
    },
    conversations: async (target) => {
      const client = open(target)
      const { said, asked } = questions.name
      const { id } = await client.conversations.create({ metadata: { topic: 'names' } })
      await client.responses.create({ model: target.model, input: said, conversation: id, temperature: 0 })
      const { output_text: text } = await client.responses.create({ model: target.model, input: asked, conversation: id, temperature: 0 })
      expect(text.includes('Rosalind'), text)
      let count = 0
      for await (const _ of client.conversations.items.list(id)) count++
      expect(count === 4, `${count} items`)
      expect((await client.conversations.update(id, { metadata: { topic: 'changed' } })).id === id, 'another id')
      expect((await client.conversations.delete(id)).deleted, 'not deleted')
    },
    websocket: async (target) => {
      const { said, asked } = questions.name
      const socket = new ResponsesWS(open(target))
      try {
        let id = ''
        const texts: string[] = []
        const turn = (input: string) =>
          new Promise<void>((resolve, reject) => {
            let text = ''
            const onDelta = (event: { delta: string }) => {
              text += event.delta
            }
            socket.on('response.output_text.delta', onDelta)
            socket.once('error', reject)
            socket.once('response.completed', (event) => {
              socket.off('response.output_text.delta', onDelta)
              socket.off('error', reject)
              id = event.response.id
              texts.push(text)
              resolve()
            })
            socket.send({
              type: 'response.create',
              model: target.model,
              input,
              temperature: 0,
              ...(id !== '' && { previous_response_id: id }),
            })
          })
        await turn(said)
        await turn(asked)
        expect(texts[1]?.includes('Rosalind') === true, texts)
      } finally {
        socket.close()
      }
    },
  },
  read: async (target, reading, signal) => {
    const stream = await open(target).responses.create(
      { model: target.model, input: questions.hello, tools: [tool], stream: true },
      { signal },
    )
    for await (const event of stream) takeEvent(event, reading)
  },
}
