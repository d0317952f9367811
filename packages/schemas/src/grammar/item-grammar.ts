import type { Automaton } from './automaton.ts'
import { compileAutomaton } from './automaton.ts'
import type { Pattern } from './pattern.ts'

/** The field of an event that says which part of its item it belongs to. */
export type PartIndex = 'content_index' | 'summary_index' | 'command_index'

/** A place in an event: its type, and a JSON pointer inside it. */
export interface EventField {
  readonly type: string
  readonly pointer: string
}

/**
 * Everything the protocol says about one kind of output item between its `response.output_item.added` and its `response.output_item.done`.
 * Pure data: the linter interprets it, the emitter's tests check against it.
 *
 * Where a list holds what may be seen, the usual case (what OpenAI sends) stands first.
 */
export interface ItemGrammar {
  readonly type: string
  /** What OpenAI's ids of this kind begin with; empty where no id was ever recorded. */
  readonly idPrefixes: readonly string[]
  /** Values of `status` in `output_item.added` and `.done`; null stands for "no such key". */
  readonly status: { readonly added: readonly (string | null)[]; readonly done: readonly (string | null)[] }
  /**
   * Payload fields that `added` announces empty, by JSON pointer, with that empty value. A field that is absent is not a breach. What an
   * agreement below streams must be empty, or readers get it twice; the others OpenAI just sends empty.
   */
  readonly emptyAtAdded: Readonly<Record<string, unknown>>
  /** Keys that usually come with `done` only. */
  readonly arrivesAtDone: readonly string[]
  /** Fields that have one value in `added`, `done` and the final output. */
  readonly constant: readonly string[]
  /** Fields that differ between `added`, `done` and the final output although nothing changed: they are encrypted anew each time. */
  readonly reencrypted: readonly string[]
  /** Event types between `added` and `done`, both excluded. */
  readonly pattern: Pattern
  readonly variations: readonly Variation[]
  /** `pattern` under the name `regular`, and the variations under theirs, compiled into one automaton. */
  readonly automaton: Automaton
  readonly parts: readonly PartGrammar[]
  readonly agreements: readonly Agreement[]
  readonly lists: readonly ListAgreement[]
  /** OpenAI itself was seen to leave out `output_item.done`; the item then only shows in the final output. */
  readonly doneMayBeMissing: boolean
  /** OpenAI itself was seen to have several items of this kind open at once. */
  readonly mayOverlap: boolean
}

/** Another order of events that was seen in the wild, and how bad it is. */
export interface Variation {
  readonly name: string
  /** `info`: OpenAI does it, a reader must cope. `warning`: other servers do it, and some clients break. */
  readonly severity: 'warning' | 'info'
  readonly pattern: Pattern
  readonly why: string
}

/** A list inside the item that grows part by part, each part announced, filled and closed by events of its own. */
export interface PartGrammar {
  readonly index: PartIndex
  /** Pointer to the list in the item. */
  readonly list: string
  /** The event that opens a part, and where it carries the part; null where parts are not announced. */
  readonly added: EventField | null
  /** The event that closes a part, and where it carries the part. */
  readonly done: EventField
  /** The part is itself a list, whose entries the item's list takes over one after the other. */
  readonly spread: boolean
  /** What a part looks like when it is announced, by its `type`; under `''` for parts that are plain values. */
  readonly emptyAtAdded: Readonly<Record<string, unknown>>
}

/** The same text, told four times: piece by piece, whole, in its part, in its item. All must agree. */
export interface Agreement {
  readonly name: string
  /** How the pieces make up the whole: strings one after the other, `{stdout, stderr}` objects key by key, or arrays one after the other. */
  readonly join: 'text' | 'shell_output' | 'list'
  readonly delta: EventField
  readonly done: EventField
  /** In the event that closes the part; null where the part does not repeat it. */
  readonly part: EventField | null
  /**
   * JSON pointer into the finished item, with the index in braces (`/content/{content_index}/text`). Without braces although there is an
   * index: the wholes, one after the other, are the item's value. Null where the item's value differs.
   */
  readonly item: string | null
  /** Where in the item a reader keeps the sum until the item is finished, spelled as `item`; null where there is no such place. */
  readonly target: string | null
  readonly index: PartIndex | null
  /** `type` of the part that the events belong to. */
  readonly partType: string | null
  /** How bad it is when a non-empty whole comes without any piece. Null: pieces are a courtesy. */
  readonly noDeltas: 'warning' | null
}

/** Entries that are announced one by one and must add up to a list. */
export interface ListAgreement {
  readonly name: string
  readonly entry: EventField
  /** Counts 0, 1, 2 … within the part. */
  readonly entryIndex: string
  readonly part: EventField
  readonly item: string
  readonly index: PartIndex
}

type Rules = Pick<ItemGrammar, 'type' | 'status'> & Partial<Omit<ItemGrammar, 'automaton' | 'constant'>> & { constant?: readonly string[] }

/** Completes the description of a kind: what is left out is none, and `id` and `type` are constant for all. */
export function defineItemGrammar(rules: Rules): ItemGrammar {
  const pattern = rules.pattern ?? { seq: [] }
  const variations = rules.variations ?? []
  return {
    idPrefixes: [],
    emptyAtAdded: {},
    arrivesAtDone: [],
    reencrypted: [],
    parts: [],
    agreements: [],
    lists: [],
    doneMayBeMissing: false,
    mayOverlap: false,
    ...rules,
    constant: ['/id', '/type', ...(rules.constant ?? [])],
    pattern,
    variations,
    automaton: compileAutomaton({ regular: pattern, ...Object.fromEntries(variations.map(({ name, pattern: other }) => [name, other])) }),
  }
}
