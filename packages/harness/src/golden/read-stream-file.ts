import { openBytes } from './capture-bytes.ts'
import type { Golden } from './golden.ts'
import { parseStreamText } from './parse-stream-text.ts'

export interface ReadStreamOptions {
  /** Where `-` reads from. @defaultValue `process.stdin` */
  stdin?: AsyncIterable<Uint8Array | string>
}

/**
 * Reads any file that holds a stream, or `-` for standard input: a golden, raw SSE text, JSON Lines of events, a JSON array of events, or
 * the JSON body of an answer that was not streamed; also with the HTTP head that `curl -i` prints, and gzipped. The content decides, not the name.
 *
 * @throws {GoldenError} naming the file when it cannot be opened or is none of these
 */
export async function readStreamFile(file: string, { stdin = process.stdin }: ReadStreamOptions = {}): Promise<Golden> {
  const { head } = await openBytes(file, stdin, Number.POSITIVE_INFINITY)
  return parseStreamText(head.toString('utf8'), file === '-' ? 'standard input' : file)
}
