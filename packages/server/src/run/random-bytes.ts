import { randomBytes } from 'node:crypto'

/** Gives `size` random bytes. Handed in wherever something random is made, so that a run can be repeated. */
export type RandomBytes = (size: number) => Uint8Array

/** Bytes of the operating system's generator, fetched 4 KiB at a time: an id needs a few, and a call for each would cost more than the id. */
export function createRandomBytes(): RandomBytes {
  let pool = new Uint8Array(0)
  let used = 0
  return (size) => {
    if (size > 1024) return randomBytes(size)
    if (used + size > pool.length) {
      pool = randomBytes(4096)
      used = 0
    }
    used += size
    return pool.subarray(used - size, used)
  }
}

/** The same bytes for the same seed (mulberry32). For repeatable runs; nobody may need to guess them. */
export function createSeededBytes(seed: number): RandomBytes {
  let state = seed >>> 0
  return (size) => {
    const bytes = new Uint8Array(size)
    for (let index = 0; index < size; index += 1) {
      state = (state + 0x6d2b79f5) >>> 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      bytes[index] = (mixed ^ (mixed >>> 14)) & 0xff
    }
    return bytes
  }
}

const alphanumerics = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** `length` characters of `[A-Za-z0-9]`. */
export function randomAlphanumerics(random: RandomBytes, length: number): string {
  let text = ''
  while (text.length < length) {
    for (const byte of random(length - text.length)) {
      // 248 = 4 * 62: higher bytes are thrown away, or the first letters would come more often
      if (byte < 248) text += alphanumerics.charAt(byte % 62)
    }
  }
  return text
}

/** `length` lower-case hexadecimal digits. */
export function randomHex(random: RandomBytes, length: number): string {
  let text = ''
  for (const byte of random(Math.ceil(length / 2))) text += byte.toString(16).padStart(2, '0')
  return text.slice(0, length)
}
