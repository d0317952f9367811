import type { JsonObject } from '../lint/json.ts'

/** One event of a made-up stream, still without its number. */
export type Draft = JsonObject & { type: string }

/** One made-up item: what `added` announces, the events between, what `done` closes with. `at` places them. */
export interface MadeItem {
  added: JsonObject
  between: Draft[]
  done: JsonObject
}

export type MakeItem = (index: number) => MadeItem

export const piece = (text: string): string[] => text.match(/[^]{1,5}/g) ?? []

export const hex = (seed: number) => Array.from({ length: 50 }, (_, index) => ((seed * 7 + index * 13) % 16).toString(16)).join('')
export const id = (prefix: string, seed: number) => `${prefix}_${hex(seed)}`
export const pad = (delta: string) => 'abcdefghijklmnop'.slice(0, (16 - (delta.length % 16)) % 16)
