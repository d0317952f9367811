import { FrameTooLargeError } from '@goldwire/schemas'
import { chunksToBody, createFrameCutter } from '../golden/chunks-to-lines.ts'
import { toBase64 } from '../golden/exact-bytes.ts'
import { rememberText } from '../golden/exact-text.ts'
import type { Chunk } from '../golden/chunks.ts'
import { type MadeLine, makeLine } from '../golden/frames-to-golden.ts'
import type { Framing, GoldenLine } from '../golden/golden.ts'
import type { Entry } from './entry.ts'

/** Told when something of an exchange could not be kept; the recording ends there and says so. */
export type OnLoss = (reason: string) => void

/** Largest body that is not a stream and largest frame of one; what is larger goes through, but is not kept. */
export const largestPiece = 64 * 1024 * 1024

/** Golden lines of what was kept of an exchange, some at a time. Memory is bounded by one frame, message or body. */
export async function* linesOfEntries(
  batches: AsyncIterable<readonly Entry[]>,
  framing: Exclude<Framing, 'data-only'>,
  onLoss: OnLoss,
): AsyncGenerator<readonly MadeLine[]> {
  if (framing === 'websocket') {
    for await (const batch of batches) yield batch.map((entry) => ({ line: messageLine(entry), text: null }))
  } else if (framing === 'json') {
    yield (await bodyLines(batches, onLoss)).map((line) => ({ line, text: null }))
  } else {
    yield* streamLines(batches, onLoss)
  }
}

/** Bytes of a batch that are made into lines before others have their turn. */
const atOnce = 16 * 1024

async function* streamLines(batches: AsyncIterable<readonly Entry[]>, onLoss: OnLoss): AsyncGenerator<readonly MadeLine[]> {
  let ready: MadeLine[] = []
  const maker = createFrameCutter({ onFrame: (frame, t, extra) => ready.push(makeLine(frame, t, extra)), maxFrameBytes: largestPiece })
  const take = (): MadeLine[] => {
    const lines = ready
    ready = []
    return lines
  }
  try {
    for await (const batch of batches) {
      let size = 0
      for (const { bytes, t } of batch) {
        maker.feed(bytes, t)
        size += bytes.length
        if (size < atOnce) continue
        yield take()
        size = 0
      }
      yield take()
    }
  } catch (error) {
    yield take()
    onLoss(error instanceof FrameTooLargeError ? `a frame of more than ${largestPiece / 1024 / 1024} MiB was not kept` : lossOf(error))
    return
  }
  maker.end()
  yield take()
}

async function bodyLines(batches: AsyncIterable<readonly Entry[]>, onLoss: OnLoss): Promise<GoldenLine[]> {
  const chunks: Chunk[] = []
  let size = 0
  try {
    for await (const batch of batches) {
      for (const { bytes, t } of batch) {
        size += bytes.length
        if (size > largestPiece) {
          onLoss(`a body of more than ${largestPiece / 1024 / 1024} MiB was not kept`)
          return []
        }
        chunks.push({ bytes, t })
      }
    }
  } catch (error) {
    onLoss(lossOf(error))
  }
  return chunksToBody(chunks)
}

function lossOf(error: unknown): string {
  return `the body could not be decoded (${error instanceof Error ? error.message : String(error)})`
}

function messageLine({ kind, t, bytes }: Entry): GoldenLine {
  const dir = kind.startsWith('in') ? 'in' : 'out'
  const text = new TextDecoder().decode(bytes)
  if (kind.endsWith('binary')) return { t, dir, text, bytes: toBase64(bytes) }
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    return { t, dir, text }
  }
  if (text.trim() !== text || /[\r\n]/.test(text)) return { t, dir, data, raw: text }
  return rememberText<GoldenLine>({ t, dir, data }, `{"t":${JSON.stringify(t)},"dir":"${dir}","data":${text}}`)
}
