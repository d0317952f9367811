import { eventsOf } from '../golden/events-of.ts'
import type { Golden } from '../golden/golden.ts'
import { asText, isObject, type JsonObject } from '../lint/json.ts'

/** A call of a tool as the stream tells it. */
export interface SaidCall {
  /** The kind of its item. */
  type: string
  name: string
  /** Arguments or input; empty for kinds that have neither. */
  arguments: string
}

/** What a stream says, whatever is wrong with it. */
export interface Said {
  text: string
  /** Text with refusals in it. */
  textAndRefusals: string
  calls: SaidCall[]
  /** It tells an error, a failure, or that it broke off. */
  isFailure: boolean
  /** It goes to an end: of the response, or of every item that it announced. */
  isWhole: boolean
}

const CALLS = /^(?:function_call|custom_tool_call|shell_call|local_shell_call|apply_patch_call)$/
const FAILURES = new Set(['error', 'response.failed', 'response.incomplete'])

/**
 * A stream says everything several times: in deltas, in what closes them, in parts and items that are done, in the final response. What most of these
 * agree on is what it says; among equals the final response is believed first, deltas last.
 */
export function saidBy(golden: Golden): Said {
  const events = eventsOf(golden)
  const ends = events.filter(({ type }) => /^response\.(?:completed|incomplete)$/.test(type))
  const final = ends.flatMap(({ response }) => (isObject(response) ? listOf(response['output']) : []))
  const done = events
    .filter(({ type }) => type === 'response.output_item.done')
    .toSorted((a, b) => Number(a['output_index']) - Number(b['output_index']))
  const items = done.flatMap(({ item }) => (isObject(item) ? [item] : []))
  const texts = (kinds: RegExp): string =>
    mostAgreed([
      ...(ends.length > 0 ? [textOf(final, kinds)] : []),
      ...(items.length > 0 ? [textOf(items, kinds)] : []),
      ...told(events, /\.done$/, kinds),
      ...partsDone(events, kinds),
      ...told(events, /\.delta$/, kinds),
    ]) ?? ''
  return {
    text: texts(/^output_text$/),
    textAndRefusals: texts(/^(?:output_text|refusal)$/),
    calls:
      mostAgreed([...(ends.length > 0 ? [callsOf(final)] : []), ...(items.length > 0 ? [callsOf(items)] : []), ...streamedCalls(events)]) ??
      [],
    isWhole: isWhole(events),
    isFailure:
      (golden.header.response.status ?? 200) >= 400 ||
      events.some(
        ({ type, response }) => FAILURES.has(type) || (isObject(response) && FAILURES.has(`response.${asText(response['status'])}`)),
      ),
  }
}

function isWhole(events: readonly JsonObject[]): boolean {
  const count = (type: string) => events.filter((event) => event['type'] === type).length
  if (events.some(({ type }) => /^(?:error|response\.(?:completed|failed|incomplete|cancelled))$/.test(asText(type)))) return true
  return count('response.output_item.done') > 0 && count('response.output_item.done') >= count('response.output_item.added')
}

function mostAgreed<T>(given: readonly T[]): T | undefined {
  const keys = given.map((each) => JSON.stringify(each))
  const count = (key: string | undefined) => keys.filter((other) => other === key).length
  return given.toSorted((a, b) => count(JSON.stringify(b)) - count(JSON.stringify(a)))[0]
}

const listOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : [])

function textOf(items: readonly JsonObject[], kinds: RegExp): string {
  const parts = items.filter(({ type }) => type === 'message').flatMap(({ content }) => listOf(content))
  return parts.map((part) => (kinds.test(asText(part['type'])) ? asText(part['text'] ?? part['refusal']) : '')).join('')
}

/** Text as events of one ending tell it: no list where there is none. */
function told(events: readonly JsonObject[], ending: RegExp, kinds: RegExp): string[] {
  const parts = events.filter(({ type }) => {
    const kind = /^response\.(\w+)\.\w+$/.exec(asText(type))?.[1] ?? ''
    return ending.test(asText(type)) && kinds.test(kind)
  })
  return parts.length === 0 ? [] : [parts.map((event) => asText(event['delta'] ?? event['text'] ?? event['refusal'])).join('')]
}

function partsDone(events: readonly JsonObject[], kinds: RegExp): string[] {
  const parts = events.flatMap(({ type, part }) => (type === 'response.content_part.done' && isObject(part) ? [part] : []))
  return parts.length === 0 ? [] : [textOf([{ type: 'message', content: parts }], kinds)]
}

function callsOf(items: readonly JsonObject[]): SaidCall[] {
  return items.flatMap((item): SaidCall[] => {
    const type = asText(item['type'])
    if (!CALLS.test(type)) return []
    return [{ type, name: asText(item['name'] ?? type.replace('_call', '')), arguments: asText(item['arguments'] ?? item['input']) }]
  })
}

/** Calls by what is told of them while they are written: their arguments once closed, and their deltas put together. */
function streamedCalls(events: readonly JsonObject[]): SaidCall[][] {
  const announced = callsOf(events.flatMap(({ type, item }) => (type === 'response.output_item.added' && isObject(item) ? [item] : [])))
  const isArguments = /^response\.(?:function_call_arguments|custom_tool_call_input)\.(delta|done)$/
  const ways = (['done', 'delta'] as const).map((ending) => {
    const texts = new Map<unknown, string>()
    for (const event of events) {
      if (isArguments.exec(asText(event['type']))?.[1] !== ending) continue
      const key = event['output_index']
      texts.set(key, `${texts.get(key) ?? ''}${asText(event['delta'] ?? event['arguments'] ?? event['input'])}`)
    }
    const given = [...texts.values()]
    return given.length !== announced.filter(({ type }) => /^(?:function|custom_tool)/.test(type)).length || given.length === 0
      ? null
      : announced.map((call, index) => ({ ...call, arguments: given[index] ?? call.arguments }))
  })
  return ways.filter((way) => way !== null)
}
