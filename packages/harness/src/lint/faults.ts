/**
 * Places in which the schemas found fault. Whoever compares what is told twice leaves them alone: where one of the two is no text at all,
 * that it also differs from the other is no second defect.
 */
export interface Faults {
  /** @param scope `response`, or the `output_index` of an item @param pointer from there */
  note(scope: Scope, pointer: string): void
  /** Pointers of a scope that hold a fault; to be left out of comparisons. */
  of(scope: Scope): readonly string[]
  /** Whether the place, something in it, or what it is in is at fault. */
  isAt(scope: Scope, pointer: string): boolean
}

export type Scope = 'response' | number

const none: readonly string[] = []
const mostScopes = 1000
const mostPointers = 100

export function createFaults(): Faults {
  const scopes = new Map<Scope, string[]>()
  const of = (scope: Scope) => scopes.get(scope) ?? none
  return {
    note(scope, pointer) {
      const known = scopes.get(scope)
      if (known === undefined) {
        if (scopes.size < mostScopes) scopes.set(scope, [pointer])
      } else if (known.length < mostPointers && !known.includes(pointer)) known.push(pointer)
    },
    of,
    isAt: (scope, pointer) =>
      of(scope).some((fault) => fault === pointer || fault.startsWith(`${pointer}/`) || pointer.startsWith(`${fault}/`)),
  }
}

/** Where a fault in an event stands: in the Response, or in which item. Null for fields of the event itself. */
export function scopeOf(event: Readonly<Record<string, unknown>>, pointer: string): { scope: Scope; pointer: string } | null {
  const inOutput = /^\/response\/output\/(\d+)(?=\/|$)/.exec(pointer)
  if (inOutput !== null) return { scope: Number(inOutput[1]), pointer: pointer.slice(inOutput[0].length) }
  if (/^\/response(?=\/|$)/.test(pointer)) return { scope: 'response', pointer: pointer.slice('/response'.length) }
  const { output_index: index, content_index: content, summary_index: summary, command_index: command } = event
  if (typeof index !== 'number') return null
  if (/^\/item(?=\/|$)/.test(pointer)) return { scope: index, pointer: pointer.slice('/item'.length) }
  const list = typeof summary === 'number' ? `/summary/${summary}` : typeof content === 'number' ? `/content/${content}` : ''
  if (/^\/part(?=\/|$)/.test(pointer)) return { scope: index, pointer: `${list}${pointer.slice('/part'.length)}` }
  if (pointer === '/annotation' || pointer.startsWith('/annotation/')) return { scope: index, pointer: `${list}/annotations` }
  if (typeof command === 'number') {
    return { scope: index, pointer: pointer === '/command' || pointer === '/delta' ? `/action/commands/${command}` : pointer }
  }
  if (pointer === '/delta') return { scope: index, pointer: `${list}/delta` }
  return { scope: index, pointer: `${list}${pointer}` }
}
