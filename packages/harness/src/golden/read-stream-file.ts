import { readFile } from 'node:fs/promises'
import { text as readText } from 'node:stream/consumers'
import type { Golden } from './golden.ts'
import { GoldenError } from './golden-error.ts'
import { parseStreamText } from './parse-stream-text.ts'

export interface ReadStreamOptions {
  /** Where `-` reads from. @defaultValue `process.stdin` */
  stdin?: AsyncIterable<Uint8Array | string>
}

/**
 * Reads any file that holds a stream, or `-` for standard input: a golden, raw SSE text, JSON Lines of events, a JSON array of events, or
 * the JSON body of an answer that was not streamed; also with the HTTP head that `curl -i` prints. The content decides, not the name.
 *
 * @throws {GoldenError} naming the file when it cannot be opened or is none of these
 */
export async function readStreamFile(file: string, { stdin = process.stdin }: ReadStreamOptions = {}): Promise<Golden> {
  const name = file === '-' ? 'standard input' : file
  const text = await (file === '-' ? readAll(stdin) : readFile(file, 'utf8')).catch((cause: unknown) => {
    throw new GoldenError(`cannot be read (${cause instanceof Error ? cause.message : String(cause)})`, { file: name, cause })
  })
  return parseStreamText(text, name)
}

function readAll(stream: AsyncIterable<Uint8Array | string>): Promise<string> {
  return readText(toBytes(stream))
}

async function* toBytes(stream: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  for await (const chunk of stream) yield typeof chunk === 'string' ? encoder.encode(chunk) : chunk
}
