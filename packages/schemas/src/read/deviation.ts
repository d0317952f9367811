import type { IssueKind } from './read-result.ts'

/** The nouns of the wire a deviation can be written about. Pointers are relative to one of these, wherever it stands. */
export type Noun = 'event' | 'response' | 'item' | 'part' | 'annotation' | 'tool' | 'error-body'

/** Where a deviation is met: a field of a noun, wherever that noun stands (a Response is the same in an event and as a body). */
export interface DeviationPlace {
  readonly in: Noun
  /** The noun's own `type`, one or several; left out: any. */
  readonly type?: string | readonly string[]
  /** Only inside events of these types. */
  readonly event?: string | readonly string[]
  /** JSON pointer from the noun; `*` stands for one key or index, a trailing `**` for any way further down. */
  readonly pointer: string
}

/** A kind of issue, or a key too many. */
export type DeviationKind = IssueKind | 'extra'

/** One documented departure of real traffic from the schemas. Written beside the schema it is about. */
export interface Deviation {
  /** Stable name, `noun.field-what`, for example `response.tool-usage-not-yet`. */
  readonly id: string
  readonly at: DeviationPlace
  /** What a schema says of it; `extra` is a key that the schemas do not have. */
  readonly kind: DeviationKind | readonly DeviationKind[]
  /**
   * `accepted`: OpenAI or Azure really sends this, in sound captures; it is reported and never refused.
   * `explained`: refused, but the reason has a name; let through only where the context says that it applies.
   */
  readonly verdict: 'accepted' | 'explained'
  /** Met only with these values at the place. */
  readonly values?: readonly (string | number | boolean | null)[]
  /** Met only when the noun has these values at these pointers. */
  readonly having?: Readonly<Record<string, string | number | boolean | null>>
  /** Met only when the noun has this key as well. */
  readonly beside?: string
  /** Applies to what was made before these days (UTC, a margin after the first sighting included). Other providers go by `openai`. */
  readonly until?: { readonly openai: string; readonly azure: string }
  /** The first days on which captures show the newer form. */
  readonly since?: { readonly openai: string; readonly azure: string }
  /** Applies to these providers only. */
  readonly provider?: readonly string[]
  /** Applies when the recorder leaves out nulls, and null is right at the place. */
  readonly nullsDropped?: true
  readonly reason: string
  /** Names of captures that show it. */
  readonly captures: readonly string[]
  /** Threads and documents that tell of it. */
  readonly source: readonly string[]
}

interface FieldDates {
  /** `noun.field`; the id becomes `noun.field-not-yet`. */
  readonly field: string
  readonly at: DeviationPlace
  readonly since: { readonly openai: string; readonly azure: string }
  readonly until: { readonly openai: string; readonly azure: string }
  readonly captures: readonly string[]
  readonly source?: readonly string[]
}

/** A field that today's wire always has, and that did not exist before some day. */
export function notYet({ field, at, since, until, captures, source = [] }: FieldDates): Deviation {
  return {
    id: `${field}-not-yet`,
    at,
    kind: 'missing',
    verdict: 'explained',
    since,
    until,
    reason: `The field came in with the wire of ${since.openai} (Azure: ${since.azure}); everything older lacks it.`,
    captures,
    source,
  }
}
