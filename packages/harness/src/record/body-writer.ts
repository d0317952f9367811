import type { ServerResponse } from 'node:http'

/** Writes the body of an answer. */
export interface BodyWriter {
  /** @returns false when the client does not keep up; `onDrain` is called when it does again */
  write(bytes: Buffer): boolean
  /** Writes what is held back. Before `outgoing.end()`. */
  flush(): void
}

const large = 16 * 1024
const lineEnd = Buffer.from('\r\n')

/**
 * Writes chunks as the HTTP chunks they were. `ServerResponse.write` does so too, at several times the cost for small ones: pieces that came in
 * one read of the upstream's socket are framed here and leave in one write. What the client receives is the same.
 */
export function createBodyWriter(outgoing: ServerResponse, onDrain: () => void): BodyWriter {
  let held: Buffer[] = []
  let heldBytes = 0
  let scheduled = false
  let draining = false
  const { socket } = outgoing
  // An answer that waits behind another on its connection has no socket yet; one with a length has no chunks.
  const framed = socket !== null && outgoing.chunkedEncoding

  function waitForDrain(): false {
    if (draining) return false
    draining = true
    const resume = (): void => {
      draining = false
      onDrain()
    }
    if (framed) socket?.once('drain', resume)
    else outgoing.once('drain', resume)
    return false
  }

  function flush(): void {
    scheduled = false
    if (heldBytes === 0 || socket === null || socket.destroyed) return
    const block = Buffer.allocUnsafe(heldBytes + held.length * 12)
    let at = 0
    for (const bytes of held) {
      at += block.write(`${bytes.length.toString(16)}\r\n`, at, 'latin1')
      at += bytes.copy(block, at)
      at += lineEnd.copy(block, at)
    }
    held = []
    heldBytes = 0
    if (!socket.write(block.subarray(0, at))) waitForDrain()
  }

  return {
    write(bytes) {
      if (!framed || bytes.length >= large) {
        flush()
        if (!framed) return outgoing.write(bytes) || waitForDrain()
        if (socket.destroyed) return true
        socket.cork()
        socket.write(`${bytes.length.toString(16)}\r\n`, 'latin1')
        socket.write(bytes)
        const more = socket.write(lineEnd)
        socket.uncork()
        return more || waitForDrain()
      }
      held.push(bytes)
      heldBytes += bytes.length
      if (!scheduled) {
        scheduled = true
        process.nextTick(flush)
      }
      return !draining
    },
    flush,
  }
}
