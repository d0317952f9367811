import type { SharedLocks } from '../../replicas/shared-locks.ts'
import type { SqlRunner } from './sql-database.ts'

/** What servers on one database tell each other of a response: there are new events, or it has ended (finished, cancelled, failed, deleted). */
export type News = 'events' | 'ended'

/** The servers on one database, as one of them sees them. */
export interface SqlPeers {
  /** Number of this server; stands in the rows of the responses it runs. */
  readonly owner: number
  /** Whether the server with this number may still run. Asked in the transaction that fails its responses if not. */
  isAlive(transaction: SqlRunner, owner: number): Promise<boolean>
  /** Tells the others. May get lost: who waits looks for himself now and then. */
  tell(news: News, responseId: string): void
  /** Hears the others, perhaps also this server's own news. */
  listen(hear: (news: News, responseId: string) => void): void
  /** Locks among the servers; left out by a server that has its database to itself. */
  readonly locks?: SharedLocks
  close(): Promise<void>
}

/** A server that has its database to itself. */
export function createNoPeers(owner: number): SqlPeers {
  return {
    owner,
    isAlive: () => Promise.resolve(false),
    tell: () => {},
    listen: () => {},
    close: () => Promise.resolve(),
  }
}
