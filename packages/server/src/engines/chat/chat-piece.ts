import type { LogProb } from '@goldwire/schemas'

import type { JsonObject } from './json.ts'

/** What one chunk of an answer says, whatever the server calls it. */
export type ChatPiece =
  | { type: 'text'; text: string; logprobs: LogProb[] | undefined }
  | { type: 'reasoning'; part: 'reasoning_text' | 'summary_text'; text: string }
  | { type: 'refusal'; text: string }
  | CallPiece
  | { type: 'finish'; reason: string }
  | { type: 'usage'; usage: JsonObject }

/** A piece of a tool call. Which call it belongs to is not always said clearly: see `createCallSlots`. */
export interface CallPiece {
  type: 'call'
  /** null where the server leaves it out. */
  index: number | null
  id: string
  name: string
  arguments: string
}
