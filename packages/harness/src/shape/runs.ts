import type { ShapeEvent, WireEvent } from './shape.ts'

/** The run that an event of this type continues: the event before it in the list is of its type, or is an annotation among deltas. */
export function runOf(list: readonly ShapeEvent[], type: string): ShapeEvent | undefined {
  const previous = list.at(-1)
  if (!previous) return undefined
  const isRunType =
    type.endsWith('.delta') || type === 'response.output_text.annotation.added' || type === 'keepalive' || type.endsWith('.partial_image')
  if (!isRunType) return undefined
  if (previous.type === type) return previous
  const beforePrevious = list.at(-2)
  const interleaves = (a: string, b: string) => a === 'response.output_text.delta' && b === 'response.output_text.annotation.added'
  if (beforePrevious?.type === type && (interleaves(type, previous.type) || interleaves(previous.type, type))) return beforePrevious
  return undefined
}

/** Strings of deltas that say nothing but whether they are empty. */
const FREE_TEXT = new Set(['delta', 'obfuscation'])

/**
 * Whether an event of a run certainly abstracts to the same shape as another one: the same keys, and values that are equal, or texts of which
 * both or none are empty. A quick look, for streams have thousands of deltas; false only means that it has to be looked at closely.
 */
export function looksAgain(before: WireEvent, event: WireEvent): boolean {
  let keys = 0
  for (const key in event) {
    keys++
    const value = event[key]
    const other = before[key]
    if (value === other) continue
    if (key === 'sequence_number' && typeof value === 'number' && typeof other === 'number') continue
    if (FREE_TEXT.has(key) && typeof value === 'string' && typeof other === 'string' && (value === '') === (other === '')) continue
    if (Array.isArray(value) && value.length === 0 && Array.isArray(other) && other.length === 0) continue
    return false
  }
  let others = 0
  for (const _ in before) others++
  return keys === others
}

/** Blocks from a `…added` to its `…done` of parts that repeat one after the other (summary parts, content parts, shell commands) are told once. */
export function collapseParts(events: readonly ShapeEvent[], absorb: (run: ShapeEvent, event: ShapeEvent) => void): ShapeEvent[] {
  const result: ShapeEvent[] = []
  let previousBlock = ''
  let block: ShapeEvent[] | undefined
  for (const event of events) {
    if (isPartStart(event.type)) {
      // A part that was begun and never ended is told as it is.
      if (block) result.push(...block)
      block = [event]
    } else if (block) block.push(event)
    else {
      result.push(event)
      previousBlock = ''
    }
    if (block && isPartEnd(event.type)) {
      const signature = signatureOf(block)
      if (signature !== previousBlock) result.push(...block)
      else absorbAll(result, block, absorb)
      previousBlock = signature
      block = undefined
    }
  }
  return block ? [...result, ...block] : result
}

const isPartStart = (type: string) => type.endsWith('_part.added') || type === 'response.shell_call_command.added'
const isPartEnd = (type: string) => type.endsWith('_part.done') || type === 'response.shell_call_command.done'

function signatureOf(block: readonly ShapeEvent[]): string {
  return block
    .filter((each) => !each.type.endsWith('.delta') && !each.type.endsWith('annotation.added'))
    .map((each) => each.type)
    .join(' ')
}

function absorbAll(result: ShapeEvent[], block: readonly ShapeEvent[], absorb: (run: ShapeEvent, event: ShapeEvent) => void): void {
  for (const event of block) {
    const twin = result.findLast((each) => each.type === event.type)
    if (twin) absorb(twin, event)
    else result.push(event)
  }
}
