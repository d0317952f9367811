import type { Golden } from '@goldwire/harness'

/** Characters of JSON that the streams of one page may have together: browsers open that in a second or two. */
const MOST = 64 * 1024 * 1024

/** Keeps count of what a page holds, so that one that nobody could open is never written. */
export interface PageRoom {
  /** Whether a stream of about this many events can fit; asked before it is read. */
  mayHold(events: number): boolean
  /** Takes room for a stream; false where there is not enough left. */
  take(golden: Golden): boolean
}

export function createPageRoom(most = MOST): PageRoom {
  let left = most
  return {
    // No event has fewer characters than its type.
    mayHold: (events) => events * 40 <= left,
    take(golden) {
      const size = sizeOf(golden)
      if (size > left) return false
      left -= size
      return true
    },
  }
}

function sizeOf({ lines }: Golden): number {
  return lines.reduce((sum, line) => sum + lengthOf(line), 0)
}

/** Values nested too deeply for JSON become a note on the page. */
function lengthOf(value: unknown): number {
  try {
    return JSON.stringify(value).length
  } catch {
    return 100
  }
}
