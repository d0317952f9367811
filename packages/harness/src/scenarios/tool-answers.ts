import { isObject, type JsonObject } from '../lint/json.ts'
import { answerOf, listIn } from './answer-of.ts'
import type { BuiltinScenario } from './builtin-scenario.ts'

const tool = (name: string, description: string): JsonObject => ({
  type: 'function',
  name,
  description,
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false },
  strict: true,
})
const tools = [tool('get_time', 'The time in a city'), tool('get_weather', 'The weather in a city')]
const RULE = { rule: 'GW709 tool-choice-ignored' }

export const toolChoice: BuiltinScenario = {
  name: 'api/tool-choice',
  title: 'tool_choice is obeyed against what the model would like: none, required, one function, allowed_tools',
  async run(talk) {
    const callsOf = async (input: string, choice: unknown) => {
      const answer = answerOf(await talk.create({ input, tools, tool_choice: choice, max_output_tokens: 400 }, ['tool_choice']))
      return listIn(answer, 'output').filter((item): item is JsonObject => isObject(item) && item['type'] === 'function_call')
    }
    const names = (calls: readonly JsonObject[]) => calls.map((each) => String(each['name'])).join(', ') || 'no call'
    const none = await callsOf('What is the weather in Paris?', 'none')
    talk.expect(none.length === 0, '/output', `tool_choice none: ${names(none)} came`, RULE)
    const required = await callsOf('Say hello.', 'required')
    talk.expect(required.length > 0, '/output', 'tool_choice required: no call came', RULE)
    const named = await callsOf('What is the weather in Paris?', { type: 'function', name: 'get_time' })
    const isNamed = named.length > 0 && named.every((each) => each['name'] === 'get_time')
    talk.expect(isNamed, '/output', `tool_choice {type: "function", name: "get_time"}: ${names(named)} came`, RULE)
    const allowed = { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'get_time' }] }
    const chosen = await callsOf('What is the weather in Paris?', allowed)
    const isAllowed = chosen.length > 0 && chosen.every((each) => each['name'] === 'get_time')
    talk.expect(isAllowed, '/output', `tool_choice {type: "allowed_tools"} with get_time alone: ${names(chosen)} came`, RULE)
    for (const { id, call_id: callId } of [...required, ...named].slice(0, 1)) {
      const [a, b] = [id, callId].map((each) => String(each).replace(/^[a-z]+_/, ''))
      const message = `id and call_id are one value behind two prefixes (${String(id).slice(0, 8)}…, ${String(callId).slice(0, 8)}…): who trims prefixes takes one for the other`
      talk.expect(a !== b || typeof id !== 'string', '/output/0/call_id', message, { severity: 'warning' })
    }
  },
}
