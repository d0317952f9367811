import { Redis } from 'ioredis'

import { createBell, type BellListener } from '../store/bell.ts'

/** All keys and channels begin with it. */
export const PREFIX = 'goldwire:'
const CHANNEL = `${PREFIX}news`
const CONNECT_MS = 5_000
/** A Redis that does not answer is a failure, not a wait without end. */
const COMMAND_MS = 2_000

/** Two connections to one Redis: for commands, and to hear what other servers publish. They are made anew when they break. */
export interface RedisLink {
  readonly commands: Redis
  /** Rings for a response of which some server has news. */
  listen(responseId: string): BellListener
  close(): Promise<void>
}

/**
 * @param onFault - told of connections that broke
 * @throws Error when Redis cannot be reached at first
 */
export async function openRedisLink(url: string, { onFault }: { onFault: (error: unknown) => void }): Promise<RedisLink> {
  const options = { lazyConnect: true, connectTimeout: CONNECT_MS, connectionName: 'goldwire' }
  const commands = new Redis(url, { ...options, commandTimeout: COMMAND_MS, maxRetriesPerRequest: 1 })
  const subscriber = new Redis(url, { ...options, maxRetriesPerRequest: null })
  const bell = createBell()
  subscriber.on('message', (_channel, responseId) => bell.ring(responseId))
  // What was published while it was away is not repeated.
  subscriber.on('ready', () => bell.ringAll())
  const close = async () => {
    for (const client of [commands, subscriber]) client.disconnect()
    bell.ringAll()
    await Promise.resolve()
  }
  for (const client of [commands, subscriber]) client.on('error', onFault)
  try {
    await Promise.all([commands.connect(), subscriber.connect()])
    await subscriber.subscribe(CHANNEL)
  } catch (error) {
    await close()
    throw error
  }
  return { commands, listen: (responseId) => bell.listen(responseId), close }
}

/** The channel on which servers tell each other of responses with new events. */
export const newsChannel = CHANNEL
