/** What every client is asked to do. The names are the columns of the table; other languages use the same. */
export type CheckName =
  | 'text'
  | 'stream'
  | 'multi-turn'
  | 'tools'
  | 'parallel-tools'
  | 'structured'
  | 'reasoning'
  | 'usage'
  | 'abort'
  | 'error-400'
  | 'error-401'
  | 'unknown-model'
  | 'error-429'

/** Where to send requests. `baseUrl` ends in `/v1`. */
export interface Target {
  baseUrl: string
  model: string
  apiKey: string
}

export interface Targets extends Target {
  /** A server whose answers go on for a minute, to be left; null = none here. */
  slow: Target | null
  /** A server that answers 429 to everything; null = none here. */
  limited: Target | null
  /** A server that plays scripts, for what a small model cannot do; null = none here. */
  scripted: Target | null
}

/** Throws when the client did not do what it should; returns what was seen, for a reader. */
export type Check = (targets: Targets) => Promise<string | void>

/** What a user of the client would have got from one stream. */
export interface Reading {
  text: string
  calls: { name: string; arguments: string }[]
  reasoning?: string
  finish?: string
}

export interface Client {
  name: string
  /** The package whose version is told. */
  package: string
  /** A string is the reason why the client cannot be asked. */
  checks: Record<CheckName, Check | string> & Record<string, Check | string>
  /**
   * Asks "Hello!" with the tool `get_weather` registered and consumes the stream as users do. What arrives before an error counts, so it is
   * put into `reading` as it comes.
   */
  read(target: Target, reading: Reading, signal: AbortSignal): Promise<void>
}

/** @throws Error naming what was seen instead */
export function expect(isGood: boolean, seen: unknown): asserts isGood {
  if (!isGood) throw new Error(`Unexpected: ${typeof seen === 'string' ? seen : JSON.stringify(seen)}`)
}

/** The error an action must end in. @throws Error when it does not */
export async function failureOf(action: () => Promise<unknown>): Promise<Error> {
  let seen: unknown
  try {
    seen = await action()
  } catch (error) {
    return error instanceof Error ? error : new Error(JSON.stringify(error))
  }
  throw new Error(`No error was thrown; it answered ${JSON.stringify(seen)?.slice(0, 200)}`)
}

/** The server at `target`, or the check cannot be made. @throws Skip */
export function needed(target: Target | null, what: string): Target {
  if (target === null) throw new Skip(`needs ${what}, which only the runner's own servers are`)
  return target
}

/** A check that cannot be made here, with the reason. */
export class Skip extends Error {}
