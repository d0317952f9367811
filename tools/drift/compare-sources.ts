import type { Nouns } from './nouns.ts'

/** Who tells the wire as it is not (or not yet). */
export type Stale =
  | 'us'
  | 'us, if the documents are right'
  | 'sdk'
  | 'spec'
  | 'sdk and spec'
  | 'nobody: documented, never seen'
  | 'nobody: undocumented, never seen'

/** One field (or, where `field` is empty, one whole noun) that the sources do not agree about. */
export interface Disagreement {
  noun: string
  field: string
  ours: boolean
  sdk: boolean
  spec: boolean
  /** Captures that have it; null where there is no capture with the noun. */
  seen: number | null
  stale: Stale
}

export interface Sources {
  ours: Nouns
  sdk: Nouns
  spec: Nouns
  /** How many captures show a noun (field ''), or a field of it; null where there is none of the noun. */
  seen: (noun: string, field: string) => number | null
}

/** Where the schemas, the SDK, the OpenAPI document and what was captured tell different things. Captures are right. */
export function compareSources({ ours, sdk, spec, seen }: Sources): Disagreement[] {
  const found: Disagreement[] = []
  for (const noun of new Set([...ours.keys(), ...sdk.keys(), ...spec.keys()])) {
    const all = [ours.get(noun), sdk.get(noun), spec.get(noun)]
    const tell = (field: string, [mine, theirs, documented]: readonly boolean[]): void => {
      const told = { ours: mine === true, sdk: theirs === true, spec: documented === true }
      if (told.ours && told.sdk && told.spec) return
      const times = seen(noun, field)
      found.push({ noun, field, ...told, seen: times, stale: staleOf(told, times) })
    }
    tell(
      '',
      all.map((fields) => fields !== undefined),
    )
    for (const field of new Set(all.flatMap((fields) => [...(fields ?? [])]))) {
      // What a source does not know at all is told once, not field by field.
      tell(
        field,
        all.map((fields) => fields?.has(field) ?? true),
      )
    }
  }
  return found.sort((a, b) => a.stale.localeCompare(b.stale) || a.noun.localeCompare(b.noun))
}

function staleOf({ ours, sdk, spec }: { ours: boolean; sdk: boolean; spec: boolean }, seen: number | null): Stale {
  const isSeen = (seen ?? 0) > 0
  if (!ours && isSeen) return 'us'
  if (!ours && seen === null) return 'us, if the documents are right'
  if (!ours) return 'nobody: documented, never seen'
  if (!isSeen && seen !== null && !sdk && !spec) return 'nobody: undocumented, never seen'
  return sdk ? 'spec' : spec ? 'sdk' : 'sdk and spec'
}
