import { isObject, parseJson, type JsonObject } from '../lint/json.ts'
import { DONE, itemOf, TERMINAL } from './edits.ts'
import type { Mutation } from './mutation.ts'
import { type GoldenEdit, plantGolden } from './plant.ts'
/** The request asked for something that the response does not keep to. The response itself stays as it is. */
const asking =
  (fields: JsonObject | ((body: JsonObject, final: JsonObject) => JsonObject | null)): GoldenEdit =>
  ({ header, lines }) => {
    const body = header.request?.body
    const final = lines.findLast(({ data, dir }) => dir !== 'out' && isObject(data) && TERMINAL.test(String(data['type'])))?.data
    const response = isObject(final) ? final['response'] : undefined
    if (!isObject(body) || header.response.framing !== 'sse' || !isObject(response)) return false
    const asked = typeof fields === 'function' ? fields(body, response) : fields
    if (asked === null) return false
    Object.assign(body, asked)
  }

/** Asked for, and not echoed so. */
const notEchoed = (field: string, value: unknown): GoldenEdit =>
  asking((_, response) => (field in response && JSON.stringify(response[field]) !== JSON.stringify(value) ? { [field]: value } : null))

const itemsOf = (response: JsonObject, type: RegExp) =>
  (Array.isArray(response['output']) ? (response['output'] as JsonObject[]) : []).filter((item) => type.test(String(item['type'])))

/** Changes the echo of a request field in every Response object, and what was asked for with it. */
const askedAndEchoed =
  (field: string, value: unknown, when: (response: JsonObject) => boolean): GoldenEdit =>
  (golden) => {
    const { header, lines } = golden
    const body = header.request?.body
    const responses = lines.flatMap(({ data, dir }) =>
      dir !== 'out' && isObject(data) && isObject(data['response']) ? [data['response']] : [],
    )
    const final = responses.at(-1)
    if (!isObject(body) || final === undefined || !when(final)) return false
    for (const response of responses) if (field in response) response[field] = value
    body[field] = value
  }

const schema = { type: 'object', properties: { town: { type: 'string' } }, required: ['town'], additionalProperties: false }
const format = { type: 'json_schema', name: 'town', description: null, schema, strict: true }
const isPlainText = (response: JsonObject) => {
  const messages = itemsOf(response, /^message$/).filter((item) => item['phase'] !== 'commentary')
  const text = messages.flatMap((item) => (item['content'] as JsonObject[]).map((part) => part['text']))
  return (
    response['status'] === 'completed' && text.length > 0 && text.every((one) => typeof one === 'string' && parseJson(one) === undefined)
  )
}
const tool = { type: 'function', name: 'look_up', description: null, parameters: { type: 'object', properties: {} }, strict: true }

export const requestMutations: readonly Mutation[] = [
  plantGolden('request-temperature-ignored', 'temperature is not what was asked for', null, 'GW322', notEchoed('temperature', 0.37)),
  plantGolden('request-top-p-ignored', 'top_p is not what was asked for', null, 'GW322', notEchoed('top_p', 0.21)),
  plantGolden(
    'request-instructions-ignored',
    'the instructions are not echoed',
    null,
    'GW322',
    notEchoed('instructions', 'Speak like a pirate.'),
  ),
  plantGolden(
    'request-max-output-tokens-ignored',
    'max_output_tokens is not echoed',
    'life.cut-as-completed',
    'GW322',
    notEchoed('max_output_tokens', 777_777),
  ),
  plantGolden('request-max-tool-calls-ignored', 'max_tool_calls is not echoed', null, 'GW322', notEchoed('max_tool_calls', 77)),
  plantGolden('request-metadata-ignored', 'metadata is not echoed', null, 'GW322', notEchoed('metadata', { order: 'A7' })),
  plantGolden(
    'request-previous-ignored',
    'previous_response_id is accepted and ignored',
    'state.prev-ignored',
    'GW322',
    notEchoed('previous_response_id', `resp_${'3c'.repeat(25)}`),
  ),
  plantGolden('request-truncation-ignored', 'truncation is not echoed', null, 'GW322', notEchoed('truncation', 'auto')),
  plantGolden('request-user-ignored', 'user is not echoed', null, 'GW322', notEchoed('user', 'user-7')),
  plantGolden(
    'request-safety-identifier-ignored',
    'safety_identifier is not echoed',
    null,
    'GW322',
    notEchoed('safety_identifier', 'safe-7'),
  ),
  plantGolden('request-prompt-cache-key-ignored', 'prompt_cache_key is not echoed', null, 'GW322', notEchoed('prompt_cache_key', 'key-7')),
  plantGolden('request-top-logprobs-ignored', 'top_logprobs is not echoed', null, 'GW322', notEchoed('top_logprobs', 7)),
  plantGolden(
    'request-store-ignored',
    'store: false is not kept',
    null,
    'GW322',
    asking((_, { store }) => (store === true ? { store: false } : null)),
  ),
  plantGolden(
    'request-background-ignored',
    'background is not kept',
    null,
    'GW322',
    asking((_, { background }) => (background === false ? { background: true } : null)),
  ),
  plantGolden(
    'request-parallel-ignored',
    'parallel_tool_calls is not echoed',
    null,
    'GW322',
    asking((_, response) =>
      response['parallel_tool_calls'] === true && itemsOf(response, /_call$/).length < 2 ? { parallel_tool_calls: false } : null,
    ),
  ),
  plantGolden(
    'request-tools-lost',
    'a tool that was offered is not echoed',
    'env.echo-tools',
    'GW322',
    asking((body, response) =>
      Array.isArray(response['tools']) && !/tool_search|namespace|mcp/.test(JSON.stringify(response['tools']))
        ? { tools: [...((body['tools'] as unknown[] | undefined) ?? []), tool] }
        : null,
    ),
  ),
  plantGolden(
    'request-tool-choice-not-echoed',
    'tool_choice is not echoed',
    null,
    'GW322 GW709',
    asking((_, response) =>
      response['tool_choice'] === 'auto' && itemsOf(response, /_call$/).length === 0 ? { tool_choice: 'required' } : null,
    ),
  ),
  plantGolden(
    'request-format-not-echoed',
    'text.format is not echoed',
    'fmt.ignored',
    'GW322',
    asking((_, response) =>
      isObject(response['text']) &&
      isObject(response['text']['format']) &&
      response['text']['format']['type'] === 'text' &&
      isPlainText(response)
        ? { text: { format } }
        : null,
    ),
  ),
  plantGolden(
    'request-verbosity-ignored',
    'text.verbosity is not echoed',
    null,
    'GW322',
    asking((_, response) =>
      isObject(response['text']) && response['text']['verbosity'] === 'medium' ? { text: { ...response['text'], verbosity: 'low' } } : null,
    ),
  ),
  plantGolden(
    'request-reasoning-effort-ignored',
    'reasoning.effort is not echoed',
    null,
    'GW322',
    asking((body, response) =>
      body['reasoning'] === undefined && isObject(response['reasoning']) && response['reasoning']['effort'] !== 'high'
        ? { reasoning: { effort: 'high' } }
        : null,
    ),
  ),
  plantGolden(
    'request-format-ignored',
    'a JSON schema was asked for and echoed, the text is none',
    'fmt.ignored',
    'GW618',
    askedAndEchoed('text', { format, verbosity: 'medium' }, isPlainText),
  ),
  plantGolden(
    'request-json-object-ignored',
    'a JSON object was asked for and echoed, the text is none',
    'fmt.ignored',
    'GW618',
    askedAndEchoed('text', { format: { type: 'json_object' }, verbosity: 'medium' }, isPlainText),
  ),
  plantGolden(
    'request-tool-choice-none-ignored',
    'tool_choice none was echoed, a function is called',
    null,
    'GW709',
    askedAndEchoed('tool_choice', 'none', (response) => itemsOf(response, /^(?:function|custom_tool)_call$/).length > 0),
  ),
  plantGolden(
    'request-tool-choice-required-ignored',
    'tool_choice required was echoed, no tool is called',
    null,
    'GW709',
    askedAndEchoed(
      'tool_choice',
      'required',
      (response) =>
        response['status'] === 'completed' &&
        itemsOf(response, /_call$|_list_tools|approval/).length === 0 &&
        Array.isArray(response['tools']) &&
        response['tools'].length > 0,
    ),
  ),
  plantGolden(
    'request-tool-choice-other-called',
    'one function was demanded, another is called',
    null,
    'GW709',
    askedAndEchoed(
      'tool_choice',
      { type: 'function', name: 'another_tool' },
      (response) => itemsOf(response, /^function_call$/).length > 0,
    ),
  ),
  plantGolden(
    'request-parallel-refused',
    'parallel calls were forbidden and come',
    null,
    'GW709',
    askedAndEchoed('parallel_tool_calls', false, (response) => itemsOf(response, /^function_call$/).length > 1),
  ),
  plantGolden(
    'request-max-tool-calls-exceeded',
    'more hosted tools are called than max_tool_calls allows',
    null,
    'GW709',
    askedAndEchoed(
      'max_tool_calls',
      1,
      (response) => itemsOf(response, /^(?:web_search|file_search|code_interpreter|mcp|image_generation)_call$/).length > 1,
    ),
  ),
  plantGolden(
    'request-cut-as-completed',
    'the token limit was reached, and it says completed',
    'life.cut-as-completed',
    'GW316',
    (golden, choose) => {
      const final = golden.lines.findLast(({ data }) => isObject(data) && data['type'] === 'response.completed')?.data
      const response = isObject(final) ? final['response'] : undefined
      const usage = isObject(response) ? response['usage'] : undefined
      if (!isObject(usage) || !(Number(usage['output_tokens']) >= 16)) return false
      return askedAndEchoed('max_output_tokens', Number(usage['output_tokens']), () => true)(golden, choose)
    },
  ),
  plantGolden(
    'request-summary-not-sent',
    'a summary was asked for, raw reasoning came',
    'reason.kind',
    'GW809',
    asking((_, response) =>
      itemsOf(response, /^reasoning$/).some(
        (item) => Array.isArray(item['content']) && item['content'].length > 0 && (item['summary'] as unknown[]).length === 0,
      )
        ? { reasoning: { summary: 'auto' } }
        : null,
    ),
  ),
  plantGolden(
    'request-custom-as-function',
    'a custom tool is answered by a function call',
    'tool.custom-as-function',
    'GW707',
    (golden) => {
      const { header, lines } = golden
      const called = lines.flatMap(({ data }) =>
        isObject(data) && data['type'] === DONE && itemOf('function_call')(data) ? [(data['item'] as JsonObject)['name']] : [],
      )
      const [name] = called
      const body = header.request?.body
      if (!isObject(body) || typeof name !== 'string' || !Array.isArray(body['tools'])) return false
      const custom = { type: 'custom', name, description: null, format: { type: 'text' } }
      const swapped = (tools: unknown[]) => tools.map((one) => (isObject(one) && one['name'] === name ? custom : one))
      if (JSON.stringify(swapped(body['tools'])) === JSON.stringify(body['tools'])) return false
      body['tools'] = swapped(body['tools'])
      for (const { data } of lines) {
        const response = isObject(data) ? data['response'] : undefined
        if (isObject(response) && Array.isArray(response['tools'])) response['tools'] = swapped(response['tools'])
      }
    },
  ),
  plantGolden(
    'request-stream-not-asked',
    'no stream was asked for, one came',
    null,
    'GW026',
    asking((body) => (body['stream'] === true ? { stream: false } : null)),
  ),
  plantGolden('request-obfuscation-kept', 'obfuscation was switched off and comes', null, 'GW617', ({ header, lines }) => {
    const body = header.request?.body
    if (
      !isObject(body) ||
      !lines.some(({ data }) => isObject(data) && typeof data['obfuscation'] === 'string' && data['obfuscation'] !== '')
    )
      return false
    body['stream_options'] = { include_obfuscation: false }
  }),
  plantGolden(
    'request-logprobs-not-sent',
    'log probabilities were asked for and do not come',
    'logprobs.align',
    'GW323',
    asking((body, response) =>
      isPlainText(response) && !hasLogprobs(response) && !JSON.stringify(body['include'] ?? []).includes('logprobs')
        ? { include: ['message.output_text.logprobs'] }
        : null,
    ),
  ),
  plantGolden(
    'request-encrypted-content-not-sent',
    'encrypted reasoning was asked for and does not come',
    'reason.encrypted-fake',
    'GW323',
    asking((body, response) =>
      itemsOf(response, /^reasoning$/).length > 0 &&
      itemsOf(response, /^reasoning$/).every((item) => (item['encrypted_content'] ?? null) === null) &&
      !JSON.stringify(body['include'] ?? []).includes('encrypted')
        ? { include: ['reasoning.encrypted_content'] }
        : null,
    ),
  ),
]

/** Whether any text has log probabilities. */
function hasLogprobs(response: JsonObject): boolean {
  return itemsOf(response, /^message$/).some((item) =>
    (item['content'] as JsonObject[]).some((part) => Array.isArray(part['logprobs']) && part['logprobs'].length > 0),
  )
}
