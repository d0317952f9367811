/** What a stream says, by the kind of text: read without any of the repairer's code. */
export type Texts = { [family: string]: string }

const families: { [type: string]: string } = {
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

type Loose = { [key: string]: any }

/** All deltas of each kind of text, one after the other. */
export function deltaTexts(events: readonly unknown[]): Texts {
  const texts: Texts = {}
  for (const event of events as Loose[]) {
    const type = String(event?.['type'])
    const family = type.endsWith('.delta') ? families[type.slice(0, -'.delta'.length)] : undefined
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
  for (const item of items as Loose[]) {
    for (const part of Array.isArray(item?.['content']) ? item['content'] : []) {
      if (item['type'] === 'reasoning') add('reasoning', part?.text)
      else add(part?.type === 'refusal' ? 'refusal' : 'text', part?.text ?? part?.refusal)
    }
    for (const part of Array.isArray(item?.['summary']) ? item['summary'] : []) add('summary', part?.text)
    if (item?.['type'] === 'function_call') add('arguments', item['arguments'])
    if (item?.['type'] === 'mcp_call') add('mcp arguments', item['arguments'])
    if (item?.['type'] === 'custom_tool_call') add('input', item['input'])
    if (item?.['type'] === 'code_interpreter_call') add('code', item['code'])
    if (item?.['type'] === 'shell_call') for (const command of item['action']?.commands ?? []) add('commands', command)
    if (item?.['type'] === 'apply_patch_call') add('diff', item['operation']?.diff)
  }
  return texts
}

/** Items of a stream as its `done` events tell them. */
export function doneItems(events: readonly unknown[]): unknown[] {
  return (events as Loose[]).filter((event) => event?.['type'] === 'response.output_item.done').map((event) => event['item'])
}

export function finalOutput(events: readonly unknown[]): unknown[] {
  const last = (events as Loose[]).findLast((event) => /^response\.(?:completed|incomplete|failed)$/.test(String(event?.['type'])))
  return Array.isArray(last?.['response']?.output) ? last['response'].output : []
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
