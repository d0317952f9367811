import {
  type Agreement,
  type EventOwner,
  eventOwners,
  type ItemGrammar,
  itemGrammarOf,
  type ListAgreement,
  type PartGrammar,
} from '@goldwire/schemas'

/** The grammar of one kind of item, arranged by event type for lookups on the hot path. */
export interface Kind {
  readonly grammar: ItemGrammar
  /** What each delta event feeds, and from which of its fields. */
  readonly deltas: ReadonlyMap<string, readonly DeltaField[]>
  readonly dones: ReadonlyMap<string, readonly Agreement[]>
  readonly partAdded: ReadonlyMap<string, PartGrammar>
  readonly partDone: ReadonlyMap<string, PartGrammar>
  readonly entries: ReadonlyMap<string, ListAgreement>
}

export interface DeltaField {
  readonly agreement: Agreement
  readonly field: string
}

const kinds = new Map<string, Kind | null>()

/** The kind by its item type; null for types the API does not know. */
export function kindOf(type: string): Kind | null {
  let kind = kinds.get(type)
  if (kind === undefined) {
    const grammar = itemGrammarOf(type)
    kind = grammar === null ? null : compile(grammar)
    if (kinds.size < 500) kinds.set(type, kind)
  }
  return kind
}

function compile(grammar: ItemGrammar): Kind {
  return {
    grammar,
    deltas: grouped(
      grammar.agreements.map((agreement) => ({ agreement, field: agreement.delta.pointer.slice(1) })),
      ({ agreement }) => agreement.delta.type,
    ),
    dones: grouped(grammar.agreements, (agreement) => agreement.done.type),
    partAdded: new Map(grammar.parts.flatMap((part) => (part.added === null ? [] : [[part.added.type, part] as const]))),
    partDone: new Map(grammar.parts.map((part) => [part.done.type, part])),
    entries: new Map(grammar.lists.map((list) => [list.entry.type, list])),
  }
}

function grouped<T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value])
  return groups
}

const owners: ReadonlyMap<string, EventOwner> = new Map(Object.entries(eventOwners))

/** To which items an event type belongs; null for events of the whole response and unknown ones. */
export function ownerOf(type: string): EventOwner | null {
  return owners.get(type) ?? null
}
