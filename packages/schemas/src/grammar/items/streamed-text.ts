import type { Agreement } from '../item-grammar.ts'
import { event, type Pattern, plus, seq, star } from '../pattern.ts'

/** `<prefix>.delta+ <prefix>.done`. */
export const deltasThenDone = (prefix: string): Pattern => seq(plus(event(`${prefix}.delta`)), event(`${prefix}.done`))

/** `<prefix>.delta* <prefix>.done`. */
export const perhapsDeltasThenDone = (prefix: string): Pattern => seq(star(event(`${prefix}.delta`)), event(`${prefix}.done`))

/** One text of an item without parts: deltas, `<prefix>.done` with it in `field`, and the finished item with it at `item`. */
export const streamedField = (prefix: string, field: string, item = `/${field}`): Agreement => ({
  name: field,
  join: 'text',
  delta: { type: `${prefix}.delta`, pointer: '/delta' },
  done: { type: `${prefix}.done`, pointer: `/${field}` },
  part: null,
  item,
  target: item,
  index: null,
  partType: null,
  noDeltas: 'warning',
})
