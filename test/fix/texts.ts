/** What a stream says, by the kind of text: read without any of the repairer's code. */
export type Texts = { [family: string]: string }

const familyOfEvent: { [type: string]: string } = {
  'response.output_text': 'text',
  'response.refusal': 'refusal',
  'response.reasoning_summary_text': 'summary',
  'response.reasoning_text': 'reasoning',
  'response.function_call_arguments': 'arguments',
  'response.custom_tool_call_input': 'input',
  'response.mcp_call_arguments': 'mcp arguments',
  'response.code_interpreter_call_code': 'code',
  'response.shell_call_command': 'commands',
  'response.apply_patch_call_operation_diff': 'diff',
}

interface Loose {
  [key: string]: unknown
}

const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null
const objects = (value: unknown): Loose[] => (Array.isArray(value) ? value.filter(isObject) : [])

/** All deltas of each kind of text, one after the other. */
export function deltaTexts(events: readonly unknown[]): Texts {
  const texts: Texts = {}
  for (const event of objects(events)) {
    const type = String(event['type'])
    const family = type.endsWith('.delta') ? familyOfEvent[type.slice(0, -'.delta'.length)] : undefined
    if (family !== undefined && typeof event['delta'] === 'string') texts[family] = (texts[family] ?? '') + event['delta']
  }
  return withoutEmpty(texts)
}

/** The texts of finished items, one after the other. */
export function itemTexts(items: readonly unknown[]): Texts {
  const texts: Texts = {}
  const add = (family: string, text: unknown) => {
    if (typeof text === 'string' && text !== '') texts[family] = (texts[family] ?? '') + text
  }
  for (const item of objects(items)) {
    const { type } = item
    for (const part of objects(item['content'])) {
      if (type === 'reasoning') add('reasoning', part['text'])
      else add(part['type'] === 'refusal' ? 'refusal' : 'text', part['text'] ?? part['refusal'])
    }
    for (const part of objects(item['summary'])) add('summary', part['text'])
    if (type === 'function_call') add('arguments', item['arguments'])
    if (type === 'mcp_call') add('mcp arguments', item['arguments'])
    if (type === 'custom_tool_call') add('input', item['input'])
    if (type === 'code_interpreter_call') add('code', item['code'])
    const { action, operation } = item
    if (type === 'shell_call' && isObject(action) && Array.isArray(action['commands']))
      for (const command of action['commands']) add('commands', command)
    if (type === 'apply_patch_call' && isObject(operation)) add('diff', operation['diff'])
  }
  return texts
}

/** Items of a stream as its `done` events tell them. */
export function doneItems(events: readonly unknown[]): unknown[] {
  return objects(events)
    .filter((event) => event['type'] === 'response.output_item.done')
    .map((event) => event['item'])
}

export function finalOutput(events: readonly unknown[]): unknown[] {
  const last = objects(events).findLast((event) => /^response\.(?:completed|incomplete|failed)$/.test(String(event['type'])))
  return isObject(last?.['response']) ? objects(last['response']['output']) : []
}

/** What a stream says: by its deltas, and where a kind of text has none, by its finished items, or by the final output. */
export function toldTexts(events: readonly unknown[]): Texts {
  return { ...itemTexts(finalOutput(events)), ...itemTexts(doneItems(events)), ...deltaTexts(events) }
}

function withoutEmpty(texts: Texts): Texts {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''))
}

export function sameTexts(one: Texts, other: Texts): boolean {
  const families = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...families].every((family) => (one[family] ?? '') === (other[family] ?? ''))
}
