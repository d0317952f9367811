import { ApiError } from '../run/api-error.ts'

export interface LanesOptions {
  /** Turns that run at the same time, over all lanes. */
  atOnce: number
  /** Lanes with a name that one connection may use in its life; the default lane does not count. */
  named: number
  /** Turns that may wait, over all lanes. */
  waiting: number
  /** What the requests of turns that run or wait may hold of memory, in bytes; a single one may hold more. */
  bytes: number
  /** Called whenever the last turn has ended and none waits. */
  onIdle: () => void
}

/** Who may run when: the turns of a lane one after the other in the order they came, different lanes side by side. */
export interface Lanes {
  /**
   * Runs `turn` when it is its lane's turn; `null` is the default lane. A turn must not throw.
   * @param bytes - size of its request
   * @throws ApiError when there are too many lanes, or too many turns waiting
   */
  add(streamId: string | null, turn: () => Promise<void>, bytes: number): void
  /** Nothing runs and nothing waits. */
  readonly idle: boolean
  /** Forgets what waits. What runs goes on. */
  clear(): void
}

interface Turn {
  run: () => Promise<void>
  bytes: number
}

interface Lane {
  waiting: Turn[]
  busy: boolean
}

export function createLanes({ atOnce, named, waiting: maxWaiting, bytes: maxBytes, onIdle }: LanesOptions): Lanes {
  const lanes = new Map<string | null, Lane>([[null, { waiting: [], busy: false }]])
  /** Lanes that could run at once if there were room, in the order in which they became so. */
  const ready: Lane[] = []
  let running = 0
  let waiting = 0
  let held = 0

  const laneOf = (streamId: string | null): Lane => {
    const known = lanes.get(streamId)
    if (known !== undefined) return known
    if (lanes.size > named) {
      const message = `This WebSocket connection has reached its maximum number of distinct stream IDs (${named}). Reuse an existing stream_id or open a new WebSocket connection.`
      throw new ApiError({ code: 'websocket_stream_limit_reached', param: 'stream_id', message })
    }
    const lane: Lane = { waiting: [], busy: false }
    lanes.set(streamId, lane)
    return lane
  }

  const run = async (lane: Lane, turn: Turn) => {
    try {
      await turn.run()
    } finally {
      running -= 1
      held -= turn.bytes
      lane.busy = false
      if (lane.waiting.length > 0) ready.push(lane)
      startAll()
      if (running === 0 && waiting === 0) onIdle()
    }
  }

  const startAll = () => {
    while (running < atOnce) {
      const lane = ready.shift()
      if (lane === undefined) return
      const turn = lane.waiting.shift()
      if (turn === undefined) continue
      waiting -= 1
      running += 1
      lane.busy = true
      void run(lane, turn)
    }
  }

  return {
    add(streamId, turn, bytes) {
      if (waiting >= maxWaiting || (held > 0 && held + bytes > maxBytes)) {
        const message = 'Too many requests are waiting on this connection. Wait for a response to finish.'
        throw new ApiError({ code: 'rate_limit_exceeded', message })
      }
      const lane = laneOf(streamId)
      lane.waiting.push({ run: turn, bytes })
      waiting += 1
      held += bytes
      if (!lane.busy && lane.waiting.length === 1) ready.push(lane)
      startAll()
    },
    get idle() {
      return running === 0 && waiting === 0
    },
    clear() {
      ready.length = 0
      for (const lane of lanes.values()) {
        for (const { bytes } of lane.waiting.splice(0)) held -= bytes
      }
      waiting = 0
    },
  }
}
