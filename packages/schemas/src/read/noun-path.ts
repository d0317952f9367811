import type { Noun } from './deviation.ts'
import { isObject, type JsonPath, valueAt } from './json-path.ts'

/** A noun that stands on the way from the root to some place. */
export interface NounOnPath {
  readonly noun: Noun
  /** The noun's own value, and its `type` where it has one. */
  readonly value: unknown
  readonly type: string | undefined
  /** The way from the noun to the place. */
  readonly rest: JsonPath
}

/** Which noun stands under which key; `[]` marks the elements of a list. */
const children: Readonly<Record<Noun, Readonly<Record<string, Noun>>>> = {
  event: { response: 'response', item: 'item', part: 'part', annotation: 'annotation' },
  response: { 'output[]': 'item', 'tools[]': 'tool', 'instructions[]': 'item' },
  item: { 'content[]': 'part', 'summary[]': 'part', 'tools[]': 'tool' },
  part: { 'annotations[]': 'annotation' },
  annotation: {},
  tool: { 'tools[]': 'tool' },
  'error-body': {},
}

/** The nouns on the way along `path`, innermost first: the event, its response, that response's item, that item's part ... */
export function nounsAlong(root: unknown, rootNoun: Noun, path: JsonPath): readonly NounOnPath[] {
  const nouns: NounOnPath[] = []
  let noun: Noun | undefined = rootNoun
  let value = root
  let rest = path
  while (noun !== undefined) {
    const type = isObject(value) && typeof value['type'] === 'string' ? value['type'] : undefined
    nouns.unshift({ noun, value, type, rest })
    const [key, index] = rest
    const direct: Noun | undefined = key === undefined ? undefined : nounUnder(noun, String(key))
    const listed: Noun | undefined = typeof index === 'number' ? nounUnder(noun, `${String(key)}[]`) : undefined
    const steps: number = direct === undefined ? 2 : 1
    noun = direct ?? listed
    value = valueAt(value, rest.slice(0, steps))
    rest = rest.slice(steps)
  }
  return nouns
}

/** The noun that stands under a key of another (`response`), or in a list under it (`output[]`). */
// Keys come from the wire: one named `toString` must not find what every object inherits.
export function nounUnder(noun: Noun, key: string): Noun | undefined {
  return Object.hasOwn(children[noun], key) ? children[noun][key] : undefined
}
