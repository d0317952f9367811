import type { Token } from 'node-llama-cpp'

import { ApiError } from '../../run/api-error.ts'

/** What the pool needs of a sequence; the binding's `LlamaContextSequence` has it. */
export interface PooledSequence {
  readonly nextTokenIndex: number
  compareContextTokens(tokens: Token[]): { firstDifferentIndex: number }
}

export interface Slot<Sequence extends PooledSequence> {
  readonly sequence: Sequence
  /** How many of the asked-for tokens the sequence already holds. */
  common: number
}

export interface SlotPool<Sequence extends PooledSequence> {
  /**
   * Waits for a free slot and takes the one whose cache serves `tokens` best.
   *
   * @throws ApiError 503 `server_is_overloaded` when too many wait already
   * @throws the signal's reason when it aborts while waiting
   */
  acquire(tokens: Token[], signal: AbortSignal): Promise<Slot<Sequence>>
  release(slot: Slot<Sequence>): void
  readonly waiting: number
  readonly busy: number
}

interface Entry<Sequence> {
  sequence: Sequence
  isFree: boolean
  lastUse: number
}

/** Slots live as long as the engine: a sequence given back and taken again at once can race in the binding. */
export function createSlotPool<Sequence extends PooledSequence>(
  sequences: readonly Sequence[],
  { maxWaiting }: { maxWaiting: number },
): SlotPool<Sequence> {
  const entries: Entry<Sequence>[] = sequences.map((sequence) => ({ sequence, isFree: true, lastUse: 0 }))
  const waiters: Waiter<Sequence>[] = []
  let clock = 0

  function takeBest(tokens: Token[]): Slot<Sequence> | null {
    let best: { entry: Entry<Sequence>; common: number; worth: number } | null = null
    for (const entry of entries) {
      if (!entry.isFree) continue
      const common = entry.sequence.compareContextTokens(tokens).firstDifferentIndex
      const worth = Math.max(0, worthOf(common, entry.sequence.nextTokenIndex))
      if (best === null || worth > best.worth || (worth === best.worth && entry.lastUse < best.entry.lastUse))
        best = { entry, common, worth }
    }
    if (best === null) return null
    best.entry.isFree = false
    return { sequence: best.entry.sequence, common: best.common }
  }

  return {
    get busy() {
      return entries.filter(({ isFree }) => !isFree).length
    },
    get waiting() {
      return waiters.length
    },
    async acquire(tokens, signal) {
      signal.throwIfAborted()
      const slot = waiters.length === 0 ? takeBest(tokens) : null
      if (slot) return slot
      if (waiters.length >= maxWaiting) {
        throw new ApiError({
          code: 'server_is_overloaded',
          message: `All ${entries.length} slots are busy and ${waiters.length} requests wait already. Try again later.`,
          headers: { 'retry-after': '1' },
        })
      }
      return waitForTurn(waiters, tokens, signal)
    },
    release({ sequence }) {
      const entry = entries.find((candidate) => candidate.sequence === sequence)
      if (!entry) return
      entry.isFree = true
      entry.lastUse = ++clock
      // Handed over at once: a request that comes in meanwhile cannot overtake the one that waits.
      const next = waiters.shift()
      const slot = next && takeBest(next.tokens)
      if (slot) next.receive(slot)
    },
  }
}

/**
 * What a slot gains by its shared beginning less what another conversation loses there. Two chats that share only a greeting's first tokens thus
 * keep their own slots, and a shared system prompt is still worth a short answer's cache.
 */
function worthOf(common: number, held: number): number {
  return common - (held - common) / 2
}

interface Waiter<Sequence extends PooledSequence> {
  tokens: Token[]
  receive: (slot: Slot<Sequence>) => void
}

function waitForTurn<Sequence extends PooledSequence>(
  waiters: Waiter<Sequence>[],
  tokens: Token[],
  signal: AbortSignal,
): Promise<Slot<Sequence>> {
  return new Promise((resolve, reject) => {
    const waiter: Waiter<Sequence> = {
      tokens,
      receive(slot) {
        signal.removeEventListener('abort', leave)
        resolve(slot)
      },
    }
    const leave = () => {
      waiters.splice(waiters.indexOf(waiter), 1)
      reject(signal.reason as Error)
    }
    waiters.push(waiter)
    signal.addEventListener('abort', leave, { once: true })
  })
}
