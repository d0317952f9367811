import type { Frame } from './frame.ts'

export type ParsedFrame =
  /** The data is JSON, of any shape. */
  | { kind: 'event'; data: unknown }
  /** `[DONE]`, with which Chat Completions (and Open Responses) servers end a stream; OpenAI's Responses API never sends it. */
  | { kind: 'done' }
  /** No data at all: comments, which servers send to keep a connection open, or fields that mean nothing without data. */
  | { kind: 'comment'; text: string }
  /** The data is something else. `error` says where JSON broke off. */
  | { kind: 'not-json'; text: string; error: string }

/** Tells what a frame carries. Never throws. */
export function parseFrame(frame: Pick<Frame, 'data' | 'comments'>): ParsedFrame {
  const { data, comments } = frame
  if (data === null) return { kind: 'comment', text: comments.join('\n') }
  try {
    return { kind: 'event', data: JSON.parse(data) as unknown }
  } catch (error) {
    if (data.trim() === '[DONE]') return { kind: 'done' }
    return { kind: 'not-json', text: data, error: error instanceof Error ? error.message : String(error) }
  }
}
