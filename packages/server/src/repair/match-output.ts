import type { ItemTrack } from './item-track.ts'
import { type Fields, stringOf } from './wire.ts'

/** Which item of the final output is which of those that were streamed; every one is used at most once. */
export function matchOutput(
  output: readonly Fields[],
  tracks: readonly ItemTrack[],
  kindOf: (item: Fields) => string | null,
): Map<Fields, ItemTrack> {
  const matched = new Map<Fields, ItemTrack>()
  const taken = new Set<ItemTrack>()
  const by = (fits: (item: Fields, track: ItemTrack, position: number) => boolean): void => {
    for (const [position, item] of output.entries()) {
      if (matched.has(item)) continue
      const found = tracks.find((track) => !taken.has(track) && track.kind === kindOf(item) && fits(item, track, position))
      if (found === undefined) continue
      matched.set(item, found)
      taken.add(found)
    }
  }
  by((item, track) => track.ids.has(stringOf(item['id'])))
  by((item, track) => stringOf(item['call_id']) !== '' && stringOf(item['call_id']) === stringOf(track.added['call_id']))
  by((_item, track, position) => track.index === position)
  by(() => true)
  return matched
}
