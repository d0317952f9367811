import { type AIMessage, type AIMessageChunk, HumanMessage, ToolMessage } from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import { ChatOpenAI, type ChatOpenAIFields } from '@langchain/openai'

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

const getWeather = tool(() => '', {
  name: weatherTool.name,
  description: weatherTool.description,
  schema: weatherTool.parameters,
})

const open = ({ baseUrl, apiKey, model }: Target, fields: Partial<ChatOpenAIFields> = {}) =>
  new ChatOpenAI({ model, apiKey, useResponsesApi: true, maxRetries: 0, temperature: 0, configuration: { baseURL: baseUrl }, ...fields })

const statusOf = (error: unknown): unknown => (error as { status?: unknown }).status

async function statusOfRefusal(target: Target, fields: Partial<ChatOpenAIFields> = {}): Promise<unknown> {
  return statusOf(await failureOf(() => open(target, fields).invoke(questions.hello)))
}

/** What the model thought, wherever this version keeps it. */
function thoughtOf(message: AIMessage | AIMessageChunk): string {
  return message.contentBlocks.map((block) => (block.type === 'reasoning' ? block.reasoning : '')).join('')
}

async function gather(stream: AsyncIterable<AIMessageChunk>): Promise<AIMessageChunk | undefined> {
  let whole: AIMessageChunk | undefined
  for await (const chunk of stream) whole = whole === undefined ? chunk : whole.concat(chunk)
  return whole
}

export const langchain: Client = {
  name: 'langchain',
  package: '@langchain/openai',
  checks: {
    text: async (target) => expectCount((await open(target).invoke(questions.count)).text),
    stream: async (target) => {
      const pieces: string[] = []
      let whole: AIMessageChunk | undefined
      for await (const chunk of await open(target).stream(questions.count)) {
        if (chunk.text !== '') pieces.push(chunk.text)
        whole = whole === undefined ? chunk : whole.concat(chunk)
      }
      expectPieces(pieces, whole?.text ?? '')
      expectCount(whole?.text ?? '')
    },
    'multi-turn': async (target) => {
      const { said, asked } = questions.name
      const first = await open(target).invoke([new HumanMessage(said)])
      const { text } = await open(target).invoke([new HumanMessage(said), first, new HumanMessage(asked)])
      expect(text.includes('Rosalind'), text)
    },
    tools: async (target) => {
      const model = open(target).bindTools([getWeather], { strict: true })
      const question = new HumanMessage(questions.weather)
      const first = await model.invoke([question])
      expectCalls(
        (first.tool_calls ?? []).map((call) => ({ name: call.name, city: call.args['city'], id: call.id })),
        ['Tallinn'],
      )
      const results = (first.tool_calls ?? []).map(
        ({ id = '', args }) => new ToolMessage({ tool_call_id: id, content: JSON.stringify(weatherOf(String(args['city']))) }),
      )
      const { text } = await model.invoke([question, first, ...results])
      expectWeather(text)
      return text
    },
    'parallel-tools': async (target) => {
      const model = open(target).bindTools([getWeather], { strict: true, parallel_tool_calls: true })
      const whole = await gather(await model.stream(questions.weatherOfTwo))
      expectCalls(
        (whole?.tool_calls ?? []).map((call) => ({ name: call.name, city: call.args['city'], id: call.id })),
        ['Tallinn', 'Bologna'],
      )
    },
    structured: async (target) => {
      const model = open(target).withStructuredOutput(personSchema, { name: 'person', method: 'jsonSchema', strict: true })
      expectPerson(await model.invoke(questions.person))
    },
    reasoning: async (target) => {
      // Its own field is sent to models with names of OpenAI's only.
      const model = open(target, { modelKwargs: { reasoning: { effort: 'medium', summary: 'auto' } } })
      const whole = await gather(await model.stream(questions.capital))
      expect(whole !== undefined && thoughtOf(whole) !== '', whole?.contentBlocks)
      expect(whole.text.includes('Paris'), whole.text)
      expect((whole.usage_metadata?.output_token_details?.reasoning ?? 0) > 0, whole.usage_metadata)
    },
    usage: async (target) => {
      const { usage_metadata: usage } = await open(target).invoke(questions.hello)
      return expectUsage({ input: usage?.input_tokens, output: usage?.output_tokens, total: usage?.total_tokens })
    },
    abort: async ({ slow }) => {
      const target = needed(slow, 'a slow server')
      const controller = new AbortController()
      let deltas = 0
      const error = await failureOf(async () => {
        for await (const chunk of await open(target).stream(questions.hello, { signal: controller.signal })) {
          if (chunk.text !== '' && ++deltas === 3) controller.abort()
          expect(deltas < 50, 'it goes on')
        }
      })
      expect(/abort/i.test(`${error.name} ${error.message}`) && deltas >= 3, `${String(error)} after ${deltas} deltas`)
    },
    'error-400': async (target) => {
      const status = await statusOfRefusal(target, { maxTokens: 1 })
      expect(status === 400, status)
    },
    'error-401': async (target) => {
      const status = await statusOfRefusal({ ...target, apiKey: 'sk-wrong' })
      expect(status === 401, status)
    },
    'unknown-model': async (target) => {
      const status = await statusOfRefusal({ ...target, model: 'no-such-model' })
      expect(status === 400, status)
    },
    'error-429': async ({ limited }) => {
      const status = await statusOfRefusal(needed(limited, 'a limited server'))
      expect(status === 429, status)
    },
  },
  read: async (target, reading, signal) => {
    let whole: AIMessageChunk | undefined
    for await (const chunk of await open(target).bindTools([getWeather]).stream(questions.hello, { signal })) {
      reading.text += chunk.text
      whole = whole === undefined ? chunk : whole.concat(chunk)
    }
    const thought = whole === undefined ? '' : thoughtOf(whole)
    if (thought !== '') reading.reasoning = thought
    for (const call of whole?.tool_calls ?? []) reading.calls.push({ name: call.name, arguments: JSON.stringify(call.args) })
    for (const call of whole?.invalid_tool_calls ?? []) throw new Error(`Invalid tool call ${call.name}: ${call.error}`)
    const status = whole?.response_metadata['status']
    if (typeof status === 'string') reading.finish = status
  },
}
