import type { ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'

import { createFrameParser, encodeEvent, type StreamEvent } from '@goldwire/schemas'

import type { Repairer } from '../create-repairer.ts'

/** After the terminal event only notices may come; nobody waits longer for them. */
const afterEnd = 100

export interface RelayOptions {
  repairer: Repairer
  /** Events up to this number are not sent: the client has them already. @defaultValue -1 */
  after?: number
  /** Aborted when the client has gone. */
  signal: AbortSignal
}

/**
 * Sends the upstream's stream on, event by event as it comes, put right. Waits for a slow client instead of filling memory; the upstream then
 * waits too. Ends always with a terminal event, unless the client has gone.
 */
export async function relayStream(body: Readable, client: ServerResponse, { repairer, after = -1, signal }: RelayOptions): Promise<void> {
  let ready: StreamEvent[] = []
  const parser = createFrameParser({ onFrame: (frame) => ready.push(...repairer.frame(frame)) })
  const send = async (): Promise<void> => {
    const text = ready
      .filter((event) => event.sequence_number > after)
      .map(encodeEvent)
      .join('')
    ready = []
    if (text !== '' && !client.write(text)) await writable(client)
  }
  let cut: string | null = null
  let timer: NodeJS.Timeout | undefined
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      parser.feed(chunk)
      await send()
      if (signal.aborted) return
      if (repairer.ended) timer ??= setTimeout(() => body.destroy(), afterEnd)
    }
    parser.end()
  } catch (error) {
    cut = `The upstream's stream broke off: ${error instanceof Error ? error.message : String(error)}.`
  } finally {
    clearTimeout(timer)
    body.destroy()
  }
  if (signal.aborted) return
  ready.push(...repairer.end(cut))
  await send()
}

/** Settles when the client has taken what was written, or has gone. */
function writable(client: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      client.off('drain', done)
      client.off('close', done)
      resolve()
    }
    client.on('drain', done)
    client.on('close', done)
    if (client.destroyed) done()
  })
}

/** The same without a client that reads along: the whole stream, for an answer in one body. */
export async function readWholeStream(body: Readable, repairer: Repairer): Promise<void> {
  const parser = createFrameParser({ onFrame: (frame) => void repairer.frame(frame) })
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      parser.feed(chunk)
      if (repairer.ended) break
    }
    if (!repairer.ended) parser.end()
    repairer.end()
  } catch (error) {
    repairer.end(`The upstream's stream broke off: ${error instanceof Error ? error.message : String(error)}.`)
  } finally {
    body.destroy()
  }
}
