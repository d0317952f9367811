import { isObject } from './request-differences.ts'

/** What the query asks to include, written in any of the ways clients write lists; null where it names nothing. */
export function includeOf(query: URLSearchParams): ReadonlySet<string> | null {
  const values = [...query].flatMap(([name, value]) => (/^include(\[\d*\])?$/.test(name) ? value.split(',') : []))
  return values.length === 0 ? null : new Set(values)
}

/**
 * JSON text of a response or an event without what can be included and is not: only what was recorded can be there. Null includes everything;
 * text from which nothing has to go stays as it is.
 */
export function applyInclude(text: string, include: ReadonlySet<string> | null): string {
  if (include === null) return text
  let changed = false
  const leave = (owner: Record<string, unknown>, key: string, instead?: unknown): void => {
    const value = owner[key]
    if (value === undefined || JSON.stringify(value) === JSON.stringify(instead)) return
    changed = true
    if (instead === undefined) delete owner[key]
    else owner[key] = instead
  }
  const prune = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(prune)
    if (!isObject(value)) return
    const owner = value as Record<string, unknown>
    const { type } = owner
    const has = (name: string) => include.has(name)
    if (type === 'reasoning' && !has('reasoning.encrypted_content')) leave(owner, 'encrypted_content')
    if (type === 'file_search_call' && !has('file_search_call.results')) leave(owner, 'results', null)
    if (type === 'code_interpreter_call' && !has('code_interpreter_call.outputs')) leave(owner, 'outputs', null)
    if (typeof type === 'string' && /output_text/.test(type) && !has('message.output_text.logprobs')) leave(owner, 'logprobs', [])
    if (type === 'web_search_call' && isObject(owner['action']) && !has('web_search_call.action.sources')) {
      leave(owner['action'], 'sources')
    }
    for (const inner of Object.values(owner)) prune(inner)
  }
  const value: unknown = JSON.parse(text)
  prune(value)
  return changed ? JSON.stringify(value) : text
}
