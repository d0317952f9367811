import type { Agreement, ItemGrammar, PartIndex } from '../grammar/item-grammar.ts'
import { itemGrammarOf } from '../grammar/item-grammars.ts'
import { append, type Chain, toArray } from './chain.ts'
import { isJson, type Json, sameJson, withPointer } from './json.ts'

/** A text (or list) that comes in pieces. */
export interface Streamed {
  readonly pieces: Chain<unknown> | null
  /** What the event said that told all of it; undefined while there was none. */
  readonly whole: unknown
}

/** What streams into a part or an item, by the name of its agreement. */
export interface Holder {
  readonly streamed: Readonly<Record<string, Streamed>>
}

/** A part of an item, as far as its events tell. */
export interface PartDraft extends Holder {
  /** Its `content_index`, `summary_index` or `command_index`, whatever that was. */
  readonly key: unknown
  readonly value: unknown
  readonly done: boolean
  readonly entries: Readonly<Record<string, Chain<unknown>>>
}

/** An item that is not finished. */
export interface ItemDraft extends Holder {
  readonly outputIndex: number
  /** As announced, or made up. */
  readonly item: Json
  /** False for an item made up for events that came without one: it may have begun before the stream did, so that its sums mean little. */
  readonly announced: boolean
  /** Null for a kind that the API does not know. */
  readonly grammar: ItemGrammar | null
  /** In order of appearance. */
  readonly parts: Readonly<Partial<Record<PartIndex, readonly PartDraft[]>>>
}

export const draftOf = (item: Json, outputIndex: number, announced = true): ItemDraft => ({
  outputIndex,
  item,
  announced,
  grammar: typeof item['type'] === 'string' ? itemGrammarOf(item['type']) : null,
  parts: {},
  streamed: {},
})

export const newPart = (key: unknown, value: unknown): PartDraft => ({ key, value, done: false, streamed: {}, entries: {} })

/** The draft with the part of that key changed, or with a new one behind the others. */
export function changePart(draft: ItemDraft, index: PartIndex, key: unknown, change: (part: PartDraft | null) => PartDraft): ItemDraft {
  const parts = draft.parts[index] ?? []
  const position = parts.findLastIndex((part) => part.key === key)
  const changed = change(parts[position] ?? null)
  return { ...draft, parts: { ...draft.parts, [index]: position === -1 ? [...parts, changed] : parts.with(position, changed) } }
}

const nothingYet: Streamed = { pieces: null, whole: undefined }

/** One more piece of what `name` streams. */
export function addPiece<Kind extends Holder>(holder: Kind, name: string, piece: unknown): Kind {
  const streamed = holder.streamed[name] ?? nothingYet
  return { ...holder, streamed: { ...holder.streamed, [name]: { ...streamed, pieces: append(streamed.pieces, piece) } } }
}

/** The whole of what `name` streams. */
export const setWhole = <Kind extends Holder>(holder: Kind, name: string, whole: unknown): Kind => ({
  ...holder,
  streamed: { ...holder.streamed, [name]: { ...(holder.streamed[name] ?? nothingYet), whole } },
})

/** What the pieces add up to; undefined when there was none. */
export function sumOf(join: Agreement['join'], { pieces }: Streamed): unknown {
  if (pieces === null) return undefined
  const values = toArray(pieces)
  if (join === 'text') return values.join('')
  return join === 'list' ? values.flat() : joinShellOutput(values)
}

/** What was streamed, as the event said that told all of it, or else by the pieces; undefined when there was neither. */
export function told(holder: Holder, { name, join }: Agreement): unknown {
  const streamed = holder.streamed[name]
  return streamed === undefined ? undefined : (streamed.whole ?? sumOf(join, streamed))
}

/** Everything that was written to the two streams, from pieces or from finished outputs. */
export function joinShellOutput(pieces: readonly unknown[]): Json {
  const text = (key: string): string => pieces.map((piece) => (isJson(piece) && typeof piece[key] === 'string' ? piece[key] : '')).join('')
  return { stdout: text('stdout'), stderr: text('stderr') }
}

/** The item as far as its events tell. */
export function itemOf(draft: ItemDraft): Json {
  let item: unknown = draft.item
  const { parts = [], agreements = [], lists = [] } = draft.grammar ?? {}
  for (const { index, list, spread } of parts) {
    const prefix = `${list}/{${index}}`
    const values = draft.parts[index]?.map((part) => {
      let { value } = part
      for (const agreement of agreements) {
        // A finished part tells its text itself. Only the log probabilities it leaves out.
        if (agreement.target === null || agreement.index !== index || (part.done && agreement.item !== null)) continue
        const sum = told(part, agreement)
        if (sum !== undefined && !(agreement.join === 'list' && sameJson(sum, []))) {
          value = withPointer(value, agreement.target.slice(prefix.length), sum)
        }
      }
      for (const { name, index: of, item: target } of lists) {
        const entries = part.entries[name]
        if (of === index && entries !== undefined && !part.done) value = withPointer(value, target.slice(prefix.length), toArray(entries))
      }
      return value
    })
    if (values !== undefined) item = withPointer(item, list, spread ? values.flat() : values)
  }
  for (const agreement of agreements) {
    const sum = agreement.index === null ? told(draft, agreement) : undefined
    if (agreement.target !== null && sum !== undefined) item = withPointer(item, agreement.target, sum)
  }
  return item as Json
}
