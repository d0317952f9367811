import { randomAlphanumerics, type RandomBytes, randomHex } from './random-bytes.ts'

/** What ids are made of: randomness, and the clock, since OpenAI's ids tell the second they were made in. */
export interface IdOptions {
  random: RandomBytes
  /** Milliseconds since 1970. */
  now: () => number
}

/** Makes the ids that belong to one response. */
export interface IdSource {
  readonly responseId: string
  /** An item's id, for example `msg_` and 50 hexadecimal digits of which the first 16 are the response's own. */
  item(prefix: string): string
  /** `call_` and 24 alphanumerics. */
  call(): string
}

/**
 * Ids of a response and its items, as OpenAI makes them since 2025-09-12: `resp_03b7…` and items `msg_03b7…`, 50 lower-case hexadecimal
 * digits = 16 shared by the response and all its items, `01`, the second of making, 4 random, `81`, 20 random (measured on 248 captures: 16
 * shared in all, second within the response's life in 247, `81` in 244).
 */
export function createIds({ random, now, responseId }: IdOptions & { responseId?: string }): IdSource {
  const id = responseId ?? createId('resp', { random, now })
  const digits = id.slice(id.indexOf('_') + 1, id.indexOf('_') + 17)
  const shared = /^[0-9a-f]{16}$/.test(digits) ? digits : randomHex(random, 16)
  return {
    responseId: id,
    item: (prefix) => assemble(prefix, shared, { random, now }),
    call: () => `call_${randomAlphanumerics(random, 24)}`,
  }
}

/** An id that belongs to no response: `resp_…`, `conv_…`, `cntr_…`, 50 digits. */
export function createId(prefix: string, options: IdOptions): string {
  return assemble(prefix, randomHex(options.random, 16), options)
}

function assemble(prefix: string, shared: string, { random, now }: IdOptions): string {
  const second = Math.floor(now() / 1000)
    .toString(16)
    .padStart(8, '0')
    .slice(-8)
  return `${prefix}_${shared}01${second}${randomHex(random, 4)}81${randomHex(random, 18)}`
}
