import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

/**
 * On which line of a file each event stands, from 1: a golden's and JSON Lines' own lines, the first line of an SSE frame. Reads the file
 * line by line. Empty where lines say nothing (one JSON document), and when the file holds another number of events than it should.
 *
 * @param events how many lines, frames or bodies the file holds
 */
export async function eventLines(file: string, events: number): Promise<number[]> {
  if (file === '-') return []
  const starts: number[] = []
  let kind: 'golden' | 'json-lines' | 'sse' | null = null
  let isHead = false
  let isInside = false
  let number = 0
  const input = createReadStream(file, 'utf8')
  try {
    for await (const text of createInterface({ input, crlfDelay: Infinity })) {
      number++
      const line = number === 1 ? text.replace(/^\uFEFF/, '') : text
      if (number === 1 && line.startsWith('HTTP/')) isHead = true
      if (isHead) {
        isHead = line.trim() !== ''
        continue
      }
      if (line.trim() === '') {
        isInside = false
        continue
      }
      if (kind === null) {
        kind = /^\s*\{\s*"golden"/.test(line) ? 'golden' : /^\s*[[{]/.test(line) ? 'json-lines' : 'sse'
        if (kind === 'golden') continue
      }
      if (kind !== 'sse' || !isInside) starts.push(number)
      isInside = true
    }
  } catch {
    return []
  } finally {
    input.destroy()
  }
  return starts.length === events ? starts : []
}
