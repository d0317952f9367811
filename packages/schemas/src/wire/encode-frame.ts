import type { Frame } from './frame.ts'

/** The fields a frame is written from; what is absent or null is left out. */
export type FrameFields = { [Key in 'event' | 'data' | 'comments' | 'id' | 'retry']?: Frame[Key] }

/**
 * Writes one SSE block from its fields: comments first, then `event`, `data` (a line each), `id` and `retry`. Reading it back gives the same
 * fields; to repeat a frame byte for byte use its `raw`.
 *
 * @throws TypeError for what SSE cannot carry: a line end in `event` or `id`, an empty `event`, a CR in `data` or a comment, a control character in `id`,
 * a `retry` that is not a whole number of milliseconds
 */
export function encodeFrame({ event = null, data = null, comments = [], id, retry }: FrameFields): string {
  const lines: string[] = []
  for (const comment of comments) {
    refuse('comment', comment, /[\r\n]/)
    lines.push(`: ${comment}`)
  }
  if (event !== null) {
    refuse('event', event, /[\r\n]|^$/)
    lines.push(`event: ${event}`)
  }
  if (data !== null) {
    refuse('data', data, /\r/)
    lines.push(...data.split('\n').map((line) => `data: ${line}`))
  }
  if (id !== undefined) {
    refuse('id', id, /[\r\n]|\p{Cc}/u)
    lines.push(`id: ${id}`)
  }
  if (retry !== undefined) {
    refuse('retry', String(retry), /\D/)
    lines.push(`retry: ${retry}`)
  }
  return `${lines.join('\n')}\n\n`
}

function refuse(field: string, value: string, unfit: RegExp): void {
  if (unfit.test(value)) throw new TypeError(`Failed to encode a frame: SSE cannot carry ${JSON.stringify(value)} as ${field}.`)
}
