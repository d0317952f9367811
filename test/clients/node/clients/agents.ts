import { Agent, type AgentInputItem, OpenAIProvider, Runner, setTracingDisabled, tool } from '@openai/agents'

import { type Client, expect, failureOf, needed, type Target } from '../lib/client.ts'
import { openOpenai } from '../lib/openai.ts'
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

setTracingDisabled(true)

const open = (target: Target) =>
  new Runner({ modelProvider: new OpenAIProvider({ openAIClient: openOpenai(target) as never, useResponses: true }) })

const getWeather = tool({
  name: weatherTool.name,
  description: weatherTool.description,
  parameters: weatherTool.parameters,
  strict: true,
  execute: (input) => Promise.resolve(JSON.stringify(weatherOf((input as { city: string }).city))),
})

type Change = Partial<ConstructorParameters<typeof Agent>[0]>

/** No instructions: what is asked is all that the model reads. */
const agentOf = ({ model }: Target, change: Change = {}) =>
  new Agent({ name: 'Reader', model, ...change, modelSettings: { temperature: 0, ...change.modelSettings } } as ConstructorParameters<
    typeof Agent
  >[0])

async function statusOfRefusal(target: Target, change: Change = {}): Promise<unknown> {
  const error = await failureOf(() => open(target).run(agentOf(target, change), questions.hello))
  return (error as { status?: unknown }).status
}

function callsOf(items: readonly { type: string; rawItem?: unknown }[]) {
  return items
    .filter(({ type }) => type === 'tool_call_item')
    .map(({ rawItem }) => {
      const call = rawItem as { name: string; arguments: string; callId: string }
      return { name: call.name, city: (JSON.parse(call.arguments) as { city: unknown }).city, id: call.callId }
    })
}

export const agents: Client = {
  name: 'openai-agents',
  package: '@openai/agents',
  checks: {
    text: async (target) => expectCount(String((await open(target).run(agentOf(target), questions.count)).finalOutput)),
    stream: async (target) => {
      const pieces: string[] = []
      const result = await open(target).run(agentOf(target), questions.count, { stream: true })
      for await (const piece of result.toTextStream()) pieces.push(piece)
      await result.completed
      expectPieces(pieces, String(result.finalOutput))
      expectCount(String(result.finalOutput))
    },
    'multi-turn': async (target) => {
      const { said, asked } = questions.name
      const first = await open(target).run(agentOf(target), said)
      const input: AgentInputItem[] = [...first.history, { role: 'user', content: asked }]
      const second = await open(target).run(agentOf(target), input)
      expect(String(second.finalOutput).includes('Rosalind'), second.finalOutput)
      const third = await open(target).run(agentOf(target), asked, { previousResponseId: first.lastResponseId ?? '' })
      expect(String(third.finalOutput).includes('Rosalind'), third.finalOutput)
    },
    tools: async (target) => {
      const result = await open(target).run(agentOf(target, { tools: [getWeather] }), questions.weather, { stream: true })
      await result.completed
      expectCalls(callsOf(result.newItems), ['Tallinn'])
      expectWeather(String(result.finalOutput))
      return String(result.finalOutput)
    },
    'parallel-tools': async (target) => {
      const agent = agentOf(target, {
        tools: [getWeather],
        toolUseBehavior: 'stop_on_first_tool',
        modelSettings: { parallelToolCalls: true },
      })
      const result = await open(target).run(agent, questions.weatherOfTwo)
      expectCalls(callsOf(result.newItems), ['Tallinn', 'Bologna'])
    },
    structured: async (target) => {
      const outputType = { type: 'json_schema' as const, name: 'person', strict: true, schema: personSchema }
      const result = await open(target).run(agentOf(target, { outputType } as Change), questions.person)
      expectPerson(result.finalOutput)
    },
    reasoning: async (target) => {
      const agent = agentOf(target, { modelSettings: { reasoning: { effort: 'medium', summary: 'auto' } } })
      const result = await open(target).run(agent, questions.capital)
      const thought = result.newItems.find(({ type }) => type === 'reasoning_item')
      expect(JSON.stringify(thought?.rawItem ?? '').includes('input_text'), thought?.rawItem)
      expect(String(result.finalOutput).includes('Paris'), result.finalOutput)
    },
    usage: async (target) => {
      const { usage } = (await open(target).run(agentOf(target), questions.hello)).runContext
      return expectUsage({ input: usage.inputTokens, output: usage.outputTokens, total: usage.totalTokens })
    },
    abort: async ({ slow }) => {
      const target = needed(slow, 'a slow server')
      const controller = new AbortController()
      const result = await open(target).run(agentOf(target), questions.hello, { stream: true, signal: controller.signal })
      let deltas = 0
      for await (const _ of result.toTextStream()) {
        if (++deltas === 3) controller.abort()
        expect(deltas < 50, 'it goes on')
      }
      expect(deltas >= 3 && result.cancelled, `${deltas} deltas, cancelled: ${result.cancelled}`)
    },
    'error-400': async (target) => {
      const status = await statusOfRefusal(target, { modelSettings: { maxTokens: 1 } })
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
      const target = needed(limited, 'a limited server')
      const status = await statusOfRefusal(target)
      expect(status === 429, status)
    },
    conversations: async (target) => {
      const { said, asked } = questions.name
      const { id } = await openOpenai(target).conversations.create()
      await open(target).run(agentOf(target), said, { conversationId: id })
      const { finalOutput } = await open(target).run(agentOf(target), asked, { conversationId: id })
      expect(String(finalOutput).includes('Rosalind'), finalOutput)
    },
    websocket: async (target) => {
      const provider = new OpenAIProvider({
        apiKey: target.apiKey,
        baseURL: target.baseUrl,
        websocketBaseURL: target.baseUrl.replace(/^http/, 'ws'),
        useResponses: true,
        useResponsesWebSocket: true,
      })
      try {
        const result = await new Runner({ modelProvider: provider }).run(agentOf(target, { tools: [getWeather] }), questions.weather, {
          stream: true,
        })
        await result.completed
        expectCalls(callsOf(result.newItems), ['Tallinn'])
        expectWeather(String(result.finalOutput))
      } finally {
        await provider.close()
      }
    },
  },
  read: async (target, reading, signal) => {
    const agent = agentOf(target, { tools: [getWeather], toolUseBehavior: 'stop_on_first_tool' })
    const result = await open(target).run(agent, questions.hello, { stream: true, signal, maxTurns: 1 })
    for await (const event of result) {
      if (event.type === 'raw_model_stream_event') {
        if (event.data.type === 'output_text_delta') reading.text += event.data.delta
        if (event.data.type === 'response_done') reading.finish = 'response_done'
      } else if (
        event.type === 'run_item_stream_event' &&
        event.item.type === 'tool_call_item' &&
        event.item.rawItem.type === 'function_call'
      ) {
        reading.calls.push({ name: event.item.rawItem.name, arguments: event.item.rawItem.arguments })
      }
    }
    await result.completed
  },
}
