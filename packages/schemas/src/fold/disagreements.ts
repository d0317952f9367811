import { readPointer } from '../grammar/read-pointer.ts'
import { toArray } from './chain.ts'
import { type ItemDraft, told } from './item-draft.ts'
import { type Json, sameJson } from './json.ts'

/** JSON pointers into a finished item at which it tells something else than its events did. */
export function disagreements(draft: ItemDraft, finished: Json): string[] {
  const { agreements = [], lists = [] } = draft.grammar ?? {}
  const places: string[] = []
  const compare = (place: string, streamed: unknown): void => {
    if (streamed !== undefined && !sameJson(readPointer(finished, place), streamed)) places.push(place)
  }
  for (const agreement of agreements) {
    const { index, item } = agreement
    if (item === null) continue
    if (index === null) compare(item, told(draft, agreement))
    else if (item.includes('{')) {
      for (const [position, part] of (draft.parts[index] ?? []).entries())
        compare(item.replace(`{${index}}`, String(position)), told(part, agreement))
    } else {
      const parts = draft.parts[index] ?? []
      if (parts.length > 0 && parts.every((part) => part.done))
        compare(
          item,
          parts.flatMap((part) => part.value),
        )
    }
  }
  for (const { name, index, item } of lists) {
    for (const [position, part] of (draft.parts[index] ?? []).entries()) {
      const entries = part.entries[name]
      compare(item.replace(`{${index}}`, String(position)), entries === undefined ? undefined : toArray(entries))
    }
  }
  return places
}
