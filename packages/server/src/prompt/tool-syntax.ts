import type { ChatMessage, ChatTool } from './chat-message.ts'

/** How a model writes what is not plain text, as its own chat template shows it. */
export interface OutputSyntax {
  /** null: the template knows no tools, or writes calls in a form other than `name … JSON arguments`. */
  call: CallSyntax | null
  /** null: the template knows no thoughts. */
  think: ThinkSyntax | null
}

/** A run of calls reads `first NAME middle ARGUMENTS (joint NAME middle ARGUMENTS)* last`. */
export interface CallSyntax {
  /** The tag that gives a call away: the beginning of `first`. */
  open: string
  first: string
  middle: string
  joint: string
  last: string
  /** Whether the template wants `arguments` as JSON text or as a value that it writes out itself. */
  argumentsAs: 'text' | 'value'
}

export interface ThinkSyntax {
  open: string
  close: string
  /** The white space between the closing tag and the answer. */
  after: string
}

export type RenderTemplate = (context: {
  messages: readonly unknown[]
  tools?: readonly ChatTool[]
  add_generation_prompt: boolean
}) => string

const nameA = 'probe_alpha'
const nameB = 'probe_omega'
const word = 'PROBEWORD'
const thought = 'PROBETHOUGHT'
const user: ChatMessage = { role: 'user', content: 'Hello' }
const tools: ChatTool[] = [nameA, nameB].map((name) => ({
  type: 'function',
  function: { name, description: 'A probe.', parameters: { type: 'object', properties: { k: { type: 'number' } }, required: ['k'] } },
}))

/**
 * Reads the output syntax off a template by rendering made-up turns and looking at what surrounds their parts. No template is known by name.
 *
 * @param render - renders the template; may throw, as templates do on roles they do not know
 * @param source - the template's text, searched for think tags where rendering drops the thoughts of past turns
 */
export function probeOutputSyntax(render: RenderTemplate, source: string): OutputSyntax {
  const attempt = (messages: readonly unknown[], withTools: boolean): string => {
    try {
      return render({ messages: [user, ...messages], add_generation_prompt: false, ...(withTools ? { tools } : {}) })
    } catch {
      return ''
    }
  }
  return { call: probeCall(attempt), think: probeThink(attempt, source) }
}

type Attempt = (messages: readonly unknown[], withTools: boolean) => string

function probeCall(attempt: Attempt): CallSyntax | null {
  const [header, ending] = attempt([{ role: 'assistant', content: word }], true).split(word)
  if (header === undefined || ending === undefined || !header.includes(nameA)) return null
  if (!attempt([call('text', nameA), { role: 'tool', tool_call_id: 'call_0', name: nameA, content: word }], true).includes(word))
    return null
  for (const argumentsAs of ['text', 'value'] as const) {
    const one = attempt([call(argumentsAs, nameA)], true)
    const two = attempt([call(argumentsAs, nameA, nameB)], true)
    const from = sharedLength(header, one)
    const single = cut(one.slice(from), nameA)
    const double = cut(two.slice(from), nameA)
    if (!single || !double || !isFaithful(single.value)) continue
    const second = double.tail.indexOf(nameB)
    const last = single.tail.endsWith(ending) ? single.tail.slice(0, single.tail.length - ending.length) : single.tail
    const joint = second === -1 ? '' : double.tail.slice(0, second)
    return {
      open: openingTag(single.first),
      first: single.first.trimStart(),
      middle: single.middle,
      joint,
      last: last.trimEnd(),
      argumentsAs,
    }
  }
  return null
}

/** Template authors write `{"k": 1}` with or without spaces; a doubly encoded string would show its backslashes. */
const argumentsPattern = /\{\s*"k"\s*:\s*1\s*\}/

function cut(text: string, name: string): { first: string; middle: string; value: string; tail: string } | null {
  const at = text.indexOf(name)
  if (at === -1) return null
  const rest = text.slice(at + name.length)
  const match = argumentsPattern.exec(rest)
  if (!match) return null
  return { first: text.slice(0, at), middle: rest.slice(0, match.index), value: match[0], tail: rest.slice(match.index + match[0].length) }
}

function isFaithful(json: string): boolean {
  return (JSON.parse(json) as { k?: unknown }).k === 1
}

function call(argumentsAs: 'text' | 'value', ...names: string[]): object {
  const args = argumentsAs === 'text' ? '{"k": 1}' : { k: 1 }
  return {
    role: 'assistant',
    content: null,
    tool_calls: names.map((name, index) => ({ id: `call_${index}`, type: 'function', function: { name, arguments: args } })),
  }
}

/** `<tool_call>` of `<tool_call>\n{"name": "`, `[TOOL_CALLS]` of `[TOOL_CALLS] [{"name": "`; all of it where there is no tag. */
function openingTag(first: string): string {
  return /^\s*(<[^>\s]+>|\[[A-Z_]+\])/.exec(first)?.[1] ?? first.trimStart()
}

const knownThinkTags = [
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  ['<reasoning>', '</reasoning>'],
  ['<thought>', '</thought>'],
  ['[THINK]', '[/THINK]'],
  ['<seed:think>', '</seed:think>'],
] as const

function probeThink(attempt: Attempt, source: string): ThinkSyntax | null {
  const [header] = attempt([{ role: 'assistant', content: word }], false).split(word)
  const text = attempt([{ role: 'assistant', content: word, reasoning_content: thought }], false)
  const at = text.indexOf(thought)
  if (header !== undefined && at !== -1) {
    const open = text.slice(sharedLength(header, text.slice(0, at)), at).trim()
    const between = text.slice(at + thought.length, text.indexOf(word, at))
    const close = between.trim()
    if (open !== '' && close !== '') return { open, close, after: between.slice(between.indexOf(close) + close.length) }
  }
  const known = knownThinkTags.find(([open, close]) => source.includes(open) && source.includes(close))
  return known ? { open: known[0], close: known[1], after: '\n\n' } : null
}

function sharedLength(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length
}
