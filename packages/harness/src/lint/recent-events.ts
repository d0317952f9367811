import { isEqual, type JsonObject } from './json.ts'

/** The last few events, to know one that is sent again as it was, its number included. */
export interface RecentEvents {
  /** Notes an event; returns whether it is one of the last few, word for word. */
  isRepeat(event: JsonObject): boolean
}

const kept = 32

/** A proxy that reconnects, or a server that resumes, may send the same numbered events once more. */
export function createRecentEvents(): RecentEvents {
  const events: JsonObject[] = []
  let next = 0
  let highest = -1
  let counts = true
  return {
    isRepeat(event) {
      const number = event['sequence_number']
      if (typeof number !== 'number' || !counts) return false
      if (number > highest) highest = number
      else if (events.some((one) => one['sequence_number'] === number && isEqual(one, event))) return true
      // Another event with an old number: these numbers tell no event from the next (two deltas may be alike in all else).
      else counts = false
      events[next] = event
      next = (next + 1) % kept
      return false
    },
  }
}
