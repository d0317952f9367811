import type { Golden, GoldenLine } from './golden.ts'
import { goldenToFrames } from './golden-to-frames.ts'

const encoder = new TextEncoder()

/** What the server sent, as bytes, line by line: also where they were not UTF-8. */
export function goldenToBytes(golden: Golden): Uint8Array<ArrayBuffer>[] {
  const pieces = goldenToFrames(golden)
  return golden.lines.map((line, index) => exactBytes(line, pieces[index]?.text ?? ''))
}

/** The bytes of one line whose exact text is `text`. */
export function exactBytes({ bytes }: Pick<GoldenLine, 'bytes'>, text: string): Uint8Array<ArrayBuffer> {
  return bytes === undefined ? encoder.encode(text) : fromBase64(bytes)
}

/** Base64 (standard alphabet, padded) of `bytes`; runs in a browser too. */
export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  // In pieces: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(binary)
}

/** The bytes that {@link toBase64} wrote. @throws when `text` is not base64 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
  return bytes
}
