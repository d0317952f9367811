import { createHash } from 'node:crypto'

/**
 * Ids that clients can rely on, for ids that the upstream made badly, and the way back for requests that bring them again. An id of the right
 * form stays as it is. One that only lacks the prefix is spelled inside the new one (`msg_gw` and the upstream's), so that any process can
 * undo it; one that is too long or has unusual characters becomes a digest, and is remembered here.
 */
export interface IdBook {
  /** Ours for theirs. `prefixes`: what an id of this kind may begin with; the first is used. */
  ours(theirs: string, prefixes: readonly string[]): string
  /** An id for something the upstream gave none, the same whenever it is asked for with the same words. */
  made(prefix: string, ...words: readonly (string | number)[]): string
  /** Remembers that `ours` means `theirs`, where neither spelling tells. */
  remember(ours: string, theirs: string): void
  /** Theirs for ours; what is not known stays as it is. Null: the upstream never gave such an id. */
  theirs(ours: string): string | null
}

export interface IdBookOptions {
  /** Ids that are remembered, at most; the oldest are forgotten first. @defaultValue 50,000 */
  most?: number
}

const longest = 64
const wellFormed = /^[\w-]+$/

export function createIdBook({ most = 50_000 }: IdBookOptions = {}): IdBook {
  const remembered = new Map<string, string>()
  const remember = (ours: string, theirs: string): void => {
    if (ours === theirs) return
    remembered.delete(ours)
    remembered.set(ours, theirs)
    if (remembered.size > most) {
      const [oldest] = remembered.keys()
      if (oldest !== undefined) remembered.delete(oldest)
    }
  }
  return {
    ours(theirs, prefixes) {
      const usual = wellFormed.test(theirs)
      const isMarked = /^[a-z]+_(?:gw|gx|gm)/.test(theirs)
      if (usual && !isMarked && theirs.length <= longest && prefixes.some((prefix) => theirs.startsWith(prefix) && theirs !== prefix)) {
        return theirs
      }
      const prefix = prefixes[0] ?? 'item_'
      if (usual && prefix.length + 2 + theirs.length <= longest) return `${prefix}gw${theirs}`
      const ours = `${prefix}gx${digest(theirs)}`
      remember(ours, theirs)
      return ours
    },
    made: (prefix, ...words) => `${prefix}gm${digest(words.join('\n'))}`,
    remember,
    theirs(ours) {
      const known = remembered.get(ours)
      if (known !== undefined) return known
      const spelled = /^[a-z]+_gw(.+)$/.exec(ours)?.[1]
      if (spelled !== undefined) return spelled
      return /^[a-z]+_gm[0-9a-f]{46}$/.test(ours) ? null : ours
    },
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 46)
