import type { IncomingMessage } from 'node:http'

/** The body of a request as JSON; undefined where there is none. Null when the client left before it was whole. */
export type ReadBody = { value: unknown } | { status: number; problem: string } | null

/** Reads a body of at most `most` bytes. A form or other text that says it is none of JSON's is kept as text. */
export async function readBody(request: IncomingMessage, most: number): Promise<ReadBody> {
  const parts: Buffer[] = []
  let length = 0
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      length += part.length
      if (length > most) return { status: 413, problem: `The request body is larger than ${most} bytes.` }
      parts.push(part)
    }
  } catch {
    return null
  }
  const text = Buffer.concat(parts).toString('utf8')
  if (text === '') return { value: undefined }
  try {
    return { value: JSON.parse(text) as unknown }
  } catch (cause) {
    if (!/json/i.test(request.headers['content-type'] ?? 'application/json')) return { value: text }
    return { status: 400, problem: `The request body is not JSON: ${cause instanceof Error ? cause.message : String(cause)}` }
  }
}
