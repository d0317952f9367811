/** Lets a few go at a time and the others wait in line. */
export interface Turns {
  /** False when the line is full. */
  readonly hasRoom: boolean
  /** How many wait. */
  readonly waiting: number
  /** Settles with what gives the turn back when it has come, or, without one, as soon as `signal` is aborted. */
  take(signal: AbortSignal): Promise<() => void>
}

export function createTurns({ atOnce, waiting }: { atOnce: number; waiting: number }): Turns {
  const line = new Set<() => void>()
  let free = atOnce
  const giveBack = () => {
    const [next] = line
    if (next === undefined) free++
    else next()
  }
  /** What may be called more than once, as long as it acts only once. */
  const once = (action: () => void) => {
    let isDone = false
    return () => {
      if (isDone) return
      isDone = true
      action()
    }
  }
  return {
    get hasRoom() {
      return free > 0 || line.size < waiting
    },
    get waiting() {
      return line.size
    },
    take(signal) {
      if (signal.aborted) return Promise.resolve(() => {})
      if (free > 0) {
        free--
        return Promise.resolve(once(giveBack))
      }
      return new Promise((resolve) => {
        const leave = () => {
          line.delete(go)
          resolve(() => {})
        }
        const go = () => {
          line.delete(go)
          signal.removeEventListener('abort', leave)
          resolve(once(giveBack))
        }
        line.add(go)
        signal.addEventListener('abort', leave, { once: true })
      })
    },
  }
}
