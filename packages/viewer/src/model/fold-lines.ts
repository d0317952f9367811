import type { ViewerLine } from '../viewer-data.ts'
import { isDelta, isObject, itemIndexOf, typeOf } from './event-facts.ts'

/** A run of lines shown as one row: a single line, or deltas of the same text that follow each other. */
export interface Fold {
  /** First and last line, both included. */
  first: number
  last: number
  type: string
  item: number | null
  /** What the deltas of a run add up to; null for a single line. */
  text: string | null
}

/** Folds runs of two and more deltas of the same type and place. Keep-alives and comments end no run that goes on behind them: they stay rows of their own. */
export function foldLines(lines: readonly ViewerLine[]): Fold[] {
  const folds: Fold[] = []
  let key = ''
  for (const [index, line] of lines.entries()) {
    const type = typeOf(line)
    const place = isDelta(type) ? placeOf(line, type) : ''
    const open = folds.at(-1)
    if (place !== '' && place === key && open) {
      open.last = index
      open.text = (open.text ?? '') + deltaOf(line)
      continue
    }
    folds.push({ first: index, last: index, type, item: itemIndexOf(line), text: place === '' ? null : deltaOf(line) })
    key = place
  }
  for (const fold of folds) if (fold.first === fold.last) fold.text = null
  return folds
}

function placeOf({ data, dir }: ViewerLine, type: string): string {
  if (!isObject(data)) return ''
  const parts = ['stream_id', 'item_id', 'output_index', 'content_index', 'summary_index', 'command_index'].map((name) => data[name])
  return JSON.stringify([dir, type, ...parts])
}

function deltaOf({ data }: ViewerLine): string {
  if (!isObject(data)) return ''
  const { delta } = data
  return typeof delta === 'string' ? delta : delta === undefined ? '' : JSON.stringify(delta)
}
