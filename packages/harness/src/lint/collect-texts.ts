import { valueAt } from './classify-issue.ts'
import type { LintContext } from './context.ts'
import { type ItemState, nameOf, type PartState, runOf, type TextRun } from './item-state.ts'
import { isObject, type JsonObject, show } from './json.ts'
import { checkPartType } from './part-types.ts'
import { annotationIndex } from './rules/id-rules.ts'
import { emptyDelta, logprobsAlign, replacementCharacter } from './rules/text-rules.ts'

/** Adds a delta event to the texts it is a piece of. */
export function collectDelta(
  item: ItemState,
  event: JsonObject,
  type: string,
  part: PartState | null,
  context: LintContext,
): TextRun | null {
  let first: TextRun | null = null
  for (const { agreement, field } of item.kind?.deltas.get(type) ?? []) {
    const run = runOf(item, agreement, part)
    first ??= run
    addPiece(run, event[field], type, item, context)
  }
  checkLogprobs(event, item, context)
  return first
}

/** Adds one piece to a text. */
export function addPiece(run: TextRun, piece: unknown, type: string, item: ItemState, { reporter, at }: LintContext): void {
  if (run.done !== null) run.late = true
  if (typeof piece === 'string' && run.agreement.join === 'text') {
    run.deltas++
    run.text.add(piece)
    run.lastDelta = piece
    run.lastDeltaAt = at
    if (piece === '')
      reporter.report(emptyDelta, at, `${nameOf(item)}: ${type} has an empty delta`, {
        pointer: '/delta',
        key: '',
        tag: `empty ${item.index}`,
      })
    else if (piece.includes('\uFFFD')) {
      reporter.report(replacementCharacter, at, `${nameOf(item)}: the delta ${show(piece)} holds U+FFFD, half of a character`, {
        pointer: '/delta',
        key: '',
      })
    }
  } else if (run.agreement.join === 'list' && Array.isArray(piece)) {
    for (const entry of piece as unknown[]) run.entries.push(entry)
    if (piece.length > 0) run.deltas++
    run.lastDeltaAt = at
  } else if (run.agreement.join === 'shell_output' && isObject(piece)) {
    run.deltas++
    run.lastDeltaAt = at
    for (const [name, text] of Object.entries(piece)) if (typeof text === 'string') run.streams[name] = (run.streams[name] ?? '') + text
  }
}

/** Notes the whole text that a `done` event tells, and the part that a `…part.done` closes with. */
export function collectDone(item: ItemState, event: JsonObject, type: string, part: PartState | null, context: LintContext): void {
  const { kind } = item
  const { at } = context
  if (kind === null) return
  for (const agreement of kind.dones.get(type) ?? []) {
    const run = runOf(item, agreement, part)
    if (run.done === null || run.late) run.done = { value: asCollected(run, valueAt(event, agreement.done.pointer)), at }
  }
  const partGrammar = kind.partDone.get(type)
  if (partGrammar === undefined || part === null) return
  part.done = valueAt(event, partGrammar.done.pointer)
  part.closed = true
  checkPartType(item, part, type, context)
  for (const agreement of kind.grammar.agreements) {
    if (agreement.part?.type !== type || (agreement.partType !== null && isObject(part.done) && part.done['type'] !== agreement.partType))
      continue
    const run = runOf(item, agreement, part)
    run.inPart = { value: asCollected(run, valueAt(event, agreement.part.pointer)), at }
  }
}

/** The text that is known already in the place of one that says the same: a long one is then kept once, not once for each event that tells it. */
function asCollected(run: TextRun, value: unknown): unknown {
  if (typeof value !== 'string' || value.length < 4096) return value
  const own = run.text.toString()
  return own === value ? own : value
}

/** Notes an entry that is announced by itself, such as an annotation. */
export function collectEntry(
  item: ItemState,
  event: JsonObject,
  type: string,
  part: PartState | null,
  { reporter, at }: LintContext,
): void {
  const list = item.kind?.entries.get(type)
  if (list === undefined || part === null) return
  const index = event[list.entryIndex]
  if (typeof index === 'number' && index !== part.entries.length && !item.partial) {
    const message = `${nameOf(item)}: ${list.entryIndex} is ${index}, expected ${part.entries.length}`
    if (!reporter.hasSpoken(at, `/${list.entryIndex}`))
      reporter.report(annotationIndex, at, message, { pointer: `/${list.entryIndex}`, key: '' })
    part.hasBadEntryIndex = true
  }
  part.entries.push({ index, value: valueAt(event, list.entry.pointer), at, late: part.closed })
}

/** The tokens of a delta spell the delta. */
/** A token that is part of a character cannot be written as text; its neighbours bring the rest. */
const partOfCharacter = /\uFFFD|^bytes:|\\x/
const utf8 = new TextEncoder()

/** OpenAI's own sums overshoot 0 by some millionths (capture chatlas-test-openai-logprobs). */
const roundingError = 1e-3

/** A probability is at most 1, and the bytes of a token are its own. */
function problemOfLogprob({ token, logprob, bytes }: JsonObject): string | null {
  if (typeof logprob === 'number' && logprob > roundingError) return `the logprob of ${show(token)} is ${logprob}, expected 0 or less`
  if (typeof token !== 'string' || !Array.isArray(bytes) || partOfCharacter.test(token)) return null
  const own = [...utf8.encode(token)]
  const same = own.length === bytes.length && own.every((byte, index) => byte === bytes[index])
  return same ? null : `the bytes of ${show(token)} are ${show(bytes)}, expected ${show(own)}`
}

function checkLogprobs(event: JsonObject, item: ItemState, { reporter, at }: LintContext): void {
  const logprobs = event['logprobs']
  const delta = event['delta']
  if (!Array.isArray(logprobs) || logprobs.length === 0 || typeof delta !== 'string' || delta === '') return
  for (const [index, entry] of (logprobs as unknown[]).entries()) {
    const problem = isObject(entry) ? problemOfLogprob(entry) : null
    if (problem !== null) {
      item.hasBadLogprobs = true
      reporter.report(logprobsAlign, at, `${nameOf(item)}: ${problem}`, { pointer: `/logprobs/${index}`, key: 'entry' })
      return
    }
  }
  const tokens = (logprobs as unknown[]).map((entry) => (isObject(entry) ? entry['token'] : undefined))
  if (!tokens.every((token): token is string => typeof token === 'string' && !partOfCharacter.test(token))) return
  if (tokens.join('') === delta) return
  item.hasBadLogprobs = true
  const message = `${nameOf(item)}: the tokens of logprobs spell ${show(tokens.join(''))}, the delta is ${show(delta)}`
  reporter.report(logprobsAlign, at, message, { pointer: '/logprobs', key: '', tag: `logprobs ${item.index}` })
}
