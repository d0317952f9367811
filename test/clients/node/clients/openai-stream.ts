import OpenAI from 'openai'
import { zodTextFormat } from 'openai/helpers/zod'
import type { ResponseInput, ResponseStreamEvent } from 'openai/resources/responses/responses'
import { z } from 'zod'

import { type Client, expect, failureOf, needed } from '../lib/client.ts'
import { cityOf, openaiTool as tool, openOpenai as open, takeEvent } from '../lib/openai.ts'
import { expectCalls, expectCount, expectPerson, expectPieces, expectUsage, expectWeather, questions, weatherOf } from '../lib/questions.ts'

const HELPER_ONLY = 'the same code as openai-node'

/** The SDK's accumulator: `responses.stream()`, the strictest reader of the SDK. */
export const openaiStream: Client = {
  name: 'openai-node-stream',
  package: 'openai',
  checks: {
    text: HELPER_ONLY,
    stream: async (target) => {
      const pieces: string[] = []
      const stream = open(target).responses.stream({ model: target.model, input: questions.count, temperature: 0 })
      stream.on('response.output_text.delta', ({ delta }) => pieces.push(delta))
      const final = await stream.finalResponse()
      expectPieces(pieces, final.output_text)
      expectCount(final.output_text)
    },
    'multi-turn': async (target) => {
      const { said, asked } = questions.name
      const first = await open(target).responses.stream({ model: target.model, input: said, temperature: 0 }).finalResponse()
      const input: ResponseInput = [
        { role: 'user', content: said },
        ...first.output.map(({ ...item }) => item as unknown as ResponseInput[number]),
        { role: 'user', content: asked },
      ]
      const second = await open(target).responses.stream({ model: target.model, input, temperature: 0 }).finalResponse()
      expect(second.output_text.includes('Rosalind'), second.output_text)
    },
    tools: async (target) => {
      const final = await open(target)
        .responses.stream({ model: target.model, input: questions.weather, tools: [tool], temperature: 0 })
        .finalResponse()
      const call = final.output.find((item) => item.type === 'function_call')
      expect((call?.parsed_arguments as { city?: string } | undefined)?.city === 'Tallinn', final.output)
      const answer = await open(target)
        .responses.stream({
          model: target.model,
          previous_response_id: final.id,
          input: [{ type: 'function_call_output', call_id: call?.call_id ?? '', output: JSON.stringify(weatherOf('Tallinn')) }],
          tools: [tool],
          temperature: 0,
        })
        .finalResponse()
      expectWeather(answer.output_text)
    },
    'parallel-tools': async (target) => {
      const final = await open(target)
        .responses.stream({ model: target.model, input: questions.weatherOfTwo, tools: [tool], temperature: 0 })
        .finalResponse()
      const calls = final.output.filter((item) => item.type === 'function_call')
      expectCalls(
        calls.map((call) => ({ name: call.name, city: cityOf(call.arguments), id: call.call_id })),
        ['Tallinn', 'Bologna'],
      )
    },
    structured: async (target) => {
      const Person = z.object({ name: z.string(), age: z.int() })
      const final = await open(target)
        .responses.stream({
          model: target.model,
          input: questions.person,
          temperature: 0,
          text: { format: zodTextFormat(Person, 'person') },
        })
        .finalResponse()
      expectPerson(final.output_parsed)
    },
    reasoning: async (target) => {
      const final = await open(target)
        .responses.stream({
          model: target.model,
          input: questions.capital,
          reasoning: { effort: 'medium', summary: 'auto' },
          temperature: 0,
        })
        .finalResponse()
      const thought = final.output.find((item) => item.type === 'reasoning')
      expect((thought?.summary[0]?.text ?? '') !== '' && final.output_text.includes('Paris'), final.output)
    },
    usage: async (target) => {
      const { usage } = await open(target).responses.stream({ model: target.model, input: questions.hello }).finalResponse()
      return expectUsage({ input: usage?.input_tokens, output: usage?.output_tokens, total: usage?.total_tokens })
    },
    abort: async ({ slow }) => {
      const target = needed(slow, 'a slow server')
      const stream = open(target).responses.stream({ model: target.model, input: questions.hello })
      let deltas = 0
      stream.on('response.output_text.delta', () => {
        if (++deltas === 3) stream.abort()
      })
      const error = await failureOf(() => stream.finalResponse())
      expect(error instanceof OpenAI.APIUserAbortError && deltas === 3, `${String(error)} after ${deltas} deltas`)
    },
    'error-400': HELPER_ONLY,
    'error-401': HELPER_ONLY,
    'unknown-model': HELPER_ONLY,
    'error-429': HELPER_ONLY,
    resume: async (target) => {
      const begun = await open(target).responses.create({ model: target.model, input: questions.count, temperature: 0, background: true })
      const final = await open(target).responses.stream({ response_id: begun.id }).finalResponse()
      expectCount(final.output_text)
    },
  },
  read: async (target, reading, signal) => {
    const stream = open(target).responses.stream({ model: target.model, input: questions.hello, tools: [tool] }, { signal })
    for await (const event of stream) takeEvent(event as ResponseStreamEvent, reading)
    const final = await stream.finalResponse()
    reading.finish = final.status ?? 'none'
  },
}
