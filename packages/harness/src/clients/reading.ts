import { isObject, type JsonObject } from '../lint/json.ts'
import type { ClientStream } from './client-stream.ts'

/** A call as the client hands it to its user. */
export interface ReadCall {
  name: string
  /** JSON text. */
  arguments: string
}

/** What the user of a client gets from one stream. */
export interface Reading {
  /** `ok`; `broken`: the client fails on it; `told`: it passes on an error that the server tells. */
  outcome: 'ok' | 'broken' | 'told'
  /** Why it is not `ok`; null where it is. */
  because: string | null
  text: string
  calls: ReadCall[]
}

/** A client's own way of reading: gathers what its user gets, and throws {@link Stop} where the client throws. */
export type Read = (stream: ClientStream, into: Gathered) => void

export interface Gathered {
  text: string
  calls: ReadCall[]
}

/** The client stops reading, and its user is told so. */
export class Stop extends Error {
  readonly outcome: 'broken' | 'told'
  constructor(outcome: 'broken' | 'told', because: string) {
    super(because)
    this.outcome = outcome
  }
}

export const broken = (because: string) => new Stop('broken', because)
export const told = (because: string) => new Stop('told', because)

/** Has a client read a stream. */
export function readAs(read: Read, stream: ClientStream): Reading {
  const into: Gathered = { text: '', calls: [] }
  try {
    if (stream.status >= 400) throw told(`status ${stream.status}`)
    read(stream, into)
    return { outcome: 'ok', because: null, ...into }
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    return { outcome: error.outcome, because: error.message, ...into }
  }
}

/** A member, as JavaScript reads it: nothing of what is no object, and a TypeError of what is null or missing. */
export function at(value: unknown, key: string): unknown {
  if (value === null || value === undefined) throw broken(`reads ${key} of ${value === null ? 'null' : 'nothing'}`)
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

/** The list at a key. @throws Stop where there is none, as calling a list's methods does */
export function listAt(value: unknown, key: string): unknown[] {
  const list = at(value, key)
  if (!Array.isArray(list)) throw broken(`${key} is no list`)
  return list
}

/** What `text + value` adds in JavaScript. */
export const added = (value: unknown) => (typeof value === 'object' && value !== null ? '[object Object]' : String(value))

export const typeOf = (value: unknown) => (isObject(value) && typeof value['type'] === 'string' ? value['type'] : '')

export const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {})
