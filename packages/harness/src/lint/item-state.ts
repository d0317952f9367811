import type { Agreement, AutomatonState, PartGrammar } from '@goldwire/schemas'
import type { JsonObject } from './json.ts'
import { type Kind, kindOf } from './kinds.ts'
import { TextBuffer } from './text-buffer.ts'

/** One text of an item (or of a part of it), as it was told so far: in deltas, in its `done`, in its part. */
export interface TextRun {
  readonly agreement: Agreement
  readonly part: PartState | null
  /** Deltas joined, for texts. */
  readonly text: TextBuffer
  /** Deltas, for lists; only those that are not empty. */
  entries: unknown[]
  /** Deltas joined by key, for `{stdout, stderr}`. */
  streams: Record<string, string>
  deltas: number
  lastDelta: string
  lastDeltaAt: number
  done: { value: unknown; at: number } | null
  inPart: { value: unknown; at: number } | null
  /** A delta came after `done`. */
  late: boolean
}

/** One part of an item. */
export interface PartState {
  readonly grammar: PartGrammar
  /** The index its events carry. */
  readonly index: number
  /** Its place among the parts of its list, by order of appearance. */
  readonly position: number
  announced: boolean
  closed: boolean
  type: string | null
  done: unknown
  /** Types of events other than deltas that were seen for it. */
  readonly seen: Set<string>
  /** Entries announced one by one, such as annotations. */
  readonly entries: { index: unknown; value: unknown; at: number; late: boolean }[]
  /** Its entries do not count 0, 1, 2 …, as was reported. */
  hasBadEntryIndex: boolean
}

/** An event that should have come before another. */
export interface MissingEvent {
  type: string
  before: string
  at: number
  /** The first event after which it may have stood. */
  from: number
}

/** One output item, as far as the stream has told it. */
export interface ItemState {
  index: number
  /** The `output_index` it should have had, where it was announced with another, and whose place that was. */
  misplaced: { due: number; other: ItemState | undefined } | null
  id: string | null
  type: string
  kind: Kind | null
  /** Null for an item that was never announced. */
  readonly addedAt: number | null
  readonly added: JsonObject | null
  /** Its last event that was no plain delta. */
  lastAt: number
  doneAt: number | null
  done: JsonObject | null
  /** The stream was resumed in the middle of it. */
  readonly partial: boolean
  /** Nothing is known of it but that it was done. */
  isPhantom: boolean
  /** Where it stands in its grammar; null where that is unknown. */
  state: AutomatonState | null
  readonly parts: PartState[]
  readonly runs: Map<string, TextRun>
  readonly seen: Set<string>
  missing: MissingEvent[]
  /** Its events named other ids, too. */
  rotated: boolean
  /** It had events of other kinds or unknown ones: its own grammar says nothing then. */
  foreign: boolean
  /** The one type that all its events of other kinds belong to; null where they do not agree. */
  foreignTo: string | null
  /** Text came after its `done` event, as was reported. */
  hasLateText: boolean
  /** Events of its parts were of another type than the part, as was reported. */
  hasMixedParts: boolean
  /** One of its events came out of order, as was reported. */
  disordered: boolean
  /** Events that came before it was announced, as was reported. */
  readonly early: { type: string; event: JsonObject }[]
  /** The sum of its deltas is not its text, as was reported. */
  hasLostText: boolean
  /** Its log probabilities contradict themselves, as was reported. */
  hasBadLogprobs: boolean
  /** Something was wrong with it when it was done, as was reported. */
  isFaulty: boolean
  /** Previews of an image so far. */
  previews: number
  /** Others of its kind were open beside it, as they may be. */
  wasParallel: boolean
  /** Items that were opened while it was open. */
  overlappedAt: number | null
}

export function createItem(index: number, item: JsonObject | null, type: string, addedAt: number | null, partial = false): ItemState {
  const kind = kindOf(type)
  const id = item?.['id']
  return {
    index,
    misplaced: null,
    id: typeof id === 'string' && id !== '' ? id : null,
    type,
    kind,
    addedAt,
    added: addedAt === null ? null : item,
    lastAt: addedAt ?? 0,
    doneAt: null,
    done: null,
    partial,
    isPhantom: false,
    state: partial ? null : (kind?.grammar.automaton.start ?? null),
    parts: [],
    runs: new Map(),
    seen: new Set(),
    missing: [],
    rotated: false,
    foreign: false,
    foreignTo: null,
    hasLateText: false,
    hasMixedParts: false,
    disordered: false,
    early: [],
    hasLostText: false,
    hasBadLogprobs: false,
    isFaulty: false,
    previews: 0,
    wasParallel: false,
    overlappedAt: null,
  }
}

export function createPart(item: ItemState, grammar: PartGrammar, index: number, announced: boolean): PartState {
  const position = item.parts.filter((part) => part.grammar === grammar).length
  const part: PartState = {
    grammar,
    index,
    position,
    announced,
    closed: false,
    type: null,
    done: undefined,
    seen: new Set(),
    entries: [],
    hasBadEntryIndex: false,
  }
  item.parts.push(part)
  return part
}

/** The text of an agreement in a part (or in the whole item); made when first told. */
export function runOf(item: ItemState, agreement: Agreement, part: PartState | null): TextRun {
  const key = `${agreement.name} ${part?.index ?? ''} ${part?.position ?? ''}`
  let run = item.runs.get(key)
  if (run === undefined) {
    run = {
      agreement,
      part,
      text: new TextBuffer(),
      entries: [],
      streams: {},
      deltas: 0,
      lastDelta: '',
      lastDeltaAt: -1,
      done: null,
      inPart: null,
      late: false,
    }
    item.runs.set(key, run)
  }
  return run
}

/** How messages name an item. */
export function nameOf(item: ItemState): string {
  return `item ${item.index}${item.type === '' ? '' : ` (${item.type})`}`
}
