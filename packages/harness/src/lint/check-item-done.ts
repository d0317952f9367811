import { valueAt } from './classify-issue.ts'
import { compareTexts, textOf } from './compare-texts.ts'
import type { LintContext } from './context.ts'
import { type ItemState, nameOf, type PartState } from './item-state.ts'
import { asText, firstDifference, isObject, type JsonObject, parseJson, show } from './json.ts'
import { checkHosted } from './check-hosted.ts'
import { reportUnclosed } from './step-grammar.ts'
import { reportRotation } from './resolve-item.ts'
import { argumentsJson } from './rules/call-rules.ts'
import { callIdChanges } from './rules/id-rules.ts'
import { blankMessage, itemFieldChanges, itemStatus, itemTypeChanges } from './rules/item-rules.ts'
import { encryptedFake, reasoningDoubled, reasoningOnlyDone } from './rules/reasoning-rules.ts'
import { annotationsDisagree, annotationSpan, partsDisagree } from './rules/text-rules.ts'

/** Checks a finished item against everything its events told. */
export function checkDone(item: ItemState, context: LintContext): void {
  const { done } = item
  // Of an item that was never announced nothing else can be told.
  if (done === null || item.isPhantom) return
  const before = context.reporter.amount()
  checkConstants(item, done, context)
  checkStatus(item, done, context)
  for (const run of item.runs.values()) compareTexts(item, run, context)
  if (!item.partial) checkParts(item, done, context)
  for (const part of item.parts) checkEntries(item, done, part, context)
  checkContent(item, done, context)
  if (!item.partial) checkHosted(item, done, context)
  else if (!item.isPhantom) reportUnclosed(item, context)
  if (context.reporter.amount() === before) checkAnnouncedStatus(item, context)
  else item.isFaulty = true
}

function checkConstants(item: ItemState, done: JsonObject, context: LintContext): void {
  const { added, kind } = item
  const { reporter, at } = context
  const id = done['id']
  if (typeof id === 'string' && id !== '' && item.id !== null && id !== item.id)
    reportRotation(item, id, 'response.output_item.done', context)
  if (item.type !== '' && done['type'] !== item.type) {
    if (context.faults.isAt(item.index, '/type')) return
    // Its events belonged to the type it has when it is done: only the announcement was wrong.
    const isAnnouncedWrong = item.foreign && item.addedAt !== null && item.foreignTo === done['type']
    const place = isAnnouncedWrong ? item.addedAt : at
    if (typeof done['type'] === 'string') reporter.withdraw(`schema ${place}`)
    if (isAnnouncedWrong) reporter.withdraw(`kind ${item.index}`)
    const message = isAnnouncedWrong
      ? `${nameOf(item)} has the events of ${show(done['type'])}, and is done as such`
      : `${nameOf(item)} is done as ${show(done['type'])}`
    reporter.report(itemTypeChanges, place, message, { pointer: '/item/type', key: '' })
    context.faults.note(item.index, '')
    return
  }
  if (added === null || kind === null) return
  for (const pointer of kind.grammar.constant) {
    const before = valueAt(added, pointer)
    const after = valueAt(done, pointer)
    if (pointer === '/id' || pointer === '/type' || before === undefined || before === null || firstDifference(before, after) === null)
      continue
    if (context.faults.isAt(item.index, pointer)) continue
    const rule = pointer === '/call_id' ? callIdChanges : itemFieldChanges
    const message = `${nameOf(item)}: ${pointer.slice(1)} was announced as ${show(before, 40)} and is ${show(after, 40)} when done`
    reporter.report(rule, at, message, { pointer: `/item${pointer}`, key: pointer })
    context.faults.note(item.index, pointer)
  }
}

/** Unfinished words for the status of a finished item. */
const unfinished = new Set(['in_progress', 'searching', 'generating', 'interpreting', 'calling', 'queued'])

function checkStatus(item: ItemState, done: JsonObject, { reporter, at, faults }: LintContext): void {
  const status = done['status']
  if (typeof status !== 'string' || item.kind === null) return
  const report = (severity: 'error' | 'warning' | 'info', why: string) =>
    reporter.report(itemStatus, at, `${nameOf(item)} is done with status ${show(status)}: ${why}`, {
      pointer: '/item/status',
      key: `done ${status}`,
      severity,
    })
  if (reporter.hasSpoken(at, '/item/status')) return
  if (status === 'in_progress' && item.kind.grammar.status.done.includes('incomplete')) faults.note(item.index, '/status')
  if (!item.kind.grammar.status.done.includes(status)) report('error', 'expected completed or incomplete')
  else if (status === 'in_progress' && isObject(done['caller']) && done['caller']['type'] === 'program')
    report('info', 'calls made by a program stay so')
  else if (status === 'in_progress' && !item.kind.grammar.status.done.includes('incomplete'))
    report('info', 'these items have no other word for one that was cut off')
  else if (status === 'in_progress') report('error', 'expected completed or incomplete')
  else if (unfinished.has(status)) report('info', 'seen from Azure and for images')
}

/** Models that do not stream by themselves (o1-pro, o3-pro) announce a text as finished, and send it as one delta. */
function checkAnnouncedStatus(item: ItemState, { reporter }: LintContext): void {
  const status = item.added?.['status']
  if (status !== 'completed' && status !== 'incomplete') return
  for (const { agreement, deltas } of item.runs.values()) {
    if (agreement.join !== 'text' || deltas < 2) continue
    const message = `${nameOf(item)} is announced with status ${show(status)}, and ${deltas} deltas follow; expected "in_progress"`
    reporter.report(itemStatus, item.addedAt, message, { pointer: '/item/status', key: 'added' })
  }
}

/** The parts of the finished item are those that were streamed. */
function checkParts(item: ItemState, done: JsonObject, context: LintContext): void {
  const { reporter, at } = context
  for (const grammar of item.kind?.grammar.parts ?? []) {
    const list = valueAt(done, grammar.list)
    const streamed = item.parts.filter((part) => part.grammar === grammar)
    if (!Array.isArray(list)) continue
    // What closes a part is missing, as was said.
    if (grammar.spread && streamed.some((part) => !part.closed)) continue
    if (grammar.spread) {
      const all = streamed.flatMap((part) => (Array.isArray(part.done) ? (part.done as unknown[]) : []))
      const place = streamed.length === 0 ? null : firstDifference(all, list)
      if (place !== null)
        reporter.report(partsDisagree, at, `${nameOf(item)}: ${grammar.list}${place} is not what was streamed`, {
          pointer: `/item${grammar.list}${place}`,
          key: grammar.list,
        })
      if (place !== null) context.faults.note(item.index, grammar.list)
      continue
    }
    if (list.length !== streamed.length) {
      const rule = item.type === 'reasoning' && streamed.length === 0 ? reasoningOnlyDone : partsDisagree
      const message = `${nameOf(item)} has ${list.length} of ${grammar.list.slice(1)}, but ${streamed.length} ${streamed.length === 1 ? 'was' : 'were'} streamed`
      if (context.faults.isAt(item.index, grammar.list)) continue
      reporter.report(rule, at, message, { pointer: `/item${grammar.list}`, key: grammar.list })
      context.faults.note(item.index, grammar.list)
      continue
    }
    for (const part of streamed) comparePart(item, part, list[part.position], context)
  }
}

/** Texts and annotations are compared by themselves, and log probabilities are rounded in the item. */
const elsewhere = ['/text', '/refusal', '/annotations', '/logprobs']

function comparePart(item: ItemState, part: PartState, inItem: unknown, { reporter, at, faults }: LintContext): void {
  if (part.done === undefined || !isObject(part.done)) return
  const here = `${part.grammar.list}/${part.position}`
  const inPart = faults.of(item.index).filter((fault) => fault.startsWith(here))
  const place = firstDifference(part.done, inItem, [...elsewhere, ...inPart.map((fault) => fault.slice(here.length))])
  if (place === null || place === '/status') return
  const pointer = `${part.grammar.list}/${part.position}${place}`
  reporter.report(partsDisagree, at, `${nameOf(item)}: ${pointer} is not what ${part.grammar.done.type} gave`, {
    pointer: `/item${pointer}`,
    key: place,
  })
  faults.note(item.index, pointer)
}

/** Annotations: announced one by one, repeated in the part, repeated in the item. */
function checkEntries(item: ItemState, done: JsonObject, part: PartState, { reporter, at, faults, displaced }: LintContext): void {
  const list = item.kind?.grammar.lists.find((one) => one.index === part.grammar.index)
  if (list === undefined || item.partial) return
  const inItem = valueAt(done, list.item.replace(/\{\w+\}/, String(part.position)))
  const inPart = isObject(part.done) ? part.done[list.part.pointer.split('/').at(-1) ?? ''] : undefined
  if (!Array.isArray(inItem) || faults.isAt(item.index, `${part.grammar.list}/${part.position}/annotations`)) return
  const announced = part.entries.map((entry) => entry.value)
  const options = { pointer: `/item${list.item.replace(/\{\w+\}/, String(part.position))}`, key: '' }
  const place = firstDifference(announced, inItem)
  if (place !== null) {
    // Sent twice, or sent out of order: their numbers said so.
    if (part.hasBadEntryIndex && announced.length >= inItem.length) return
    if (displaced.has(list.entry.type, item)) return
    const what =
      announced.length === inItem.length
        ? `${place} differs from what was announced`
        : `${inItem.length} in the item, ${announced.length} announced by ${list.entry.type}`
    reporter.report(annotationsDisagree, at, `${nameOf(item)}: ${list.name}: ${what}`, {
      ...options,
      tag: `missing ${item.index} ${list.entry.type}`,
      lost: { from: item.addedAt ?? 0, to: at },
    })
    faults.note(item.index, `${part.grammar.list}/${part.position}/annotations`)
    return
  }
  const late = part.entries.some((entry) => entry.late)
  const inner = late || !Array.isArray(inPart) ? null : firstDifference(inPart, inItem)
  if (inner !== null)
    reporter.report(annotationsDisagree, at, `${nameOf(item)}: ${list.name}${inner} differs between the part and the item`, options)
}

function checkContent(item: ItemState, done: JsonObject, context: LintContext): void {
  const { reporter, at } = context
  if (item.type === 'message') {
    if (textOf(done).trim() === '' && done['status'] !== 'incomplete' && !context.faults.isAt(item.index, '/content')) {
      reporter.report(blankMessage, at, `${nameOf(item)} holds ${textOf(done) === '' ? 'no text' : 'only white space'}`, {
        pointer: '/item/content',
        key: '',
      })
    }
    checkSpans(item, done, context)
  } else if (item.type === 'reasoning') checkReasoning(item, done, context)
  else if (item.type === 'function_call' || item.type === 'mcp_call') {
    const json = done['arguments']
    const cut = done['status'] === 'incomplete' || done['status'] === 'failed'
    if (typeof json === 'string' && !cut && !context.faults.isAt(item.index, '/arguments') && parseJson(json) === undefined) {
      reporter.report(argumentsJson, at, `${nameOf(item)}: the arguments are not JSON: ${json === '' ? 'the empty text' : show(json)}`, {
        pointer: '/item/arguments',
        key: '',
        tag: `json ${item.index}`,
      })
    }
  }
}

function checkSpans(item: ItemState, done: JsonObject, { reporter, at }: LintContext): void {
  const parts = Array.isArray(done['content']) ? (done['content'] as unknown[]) : []
  parts.forEach((part, position) => {
    if (!isObject(part) || typeof part['text'] !== 'string' || !Array.isArray(part['annotations'])) return
    const { length } = part['text']
    for (const [index, annotation] of (part['annotations'] as unknown[]).entries()) {
      if (!isObject(annotation)) continue
      const { start_index: start, end_index: end } = annotation
      if (typeof start !== 'number' || typeof end !== 'number' || (start >= 0 && start <= end && end <= length)) continue
      const message = `${nameOf(item)}: annotation ${index} spans ${start} to ${end} of a text of ${length} characters`
      reporter.report(annotationSpan, at, message, { pointer: `/item/content/${position}/annotations/${index}`, key: '' })
    }
  })
}

function checkReasoning(item: ItemState, done: JsonObject, { reporter, at }: LintContext): void {
  const join = (list: unknown) =>
    Array.isArray(list) ? (list as unknown[]).map((part) => (isObject(part) ? asText(part['text']) : '')).join('\n') : ''
  const [raw, summary] = [join(done['content']), join(done['summary'])]
  if (raw.trim() !== '' && raw.trim() === summary.trim()) {
    reporter.report(reasoningDoubled, at, `${nameOf(item)}: the summary is the raw reasoning, word for word`, {
      pointer: '/item/summary',
      key: '',
    })
  }
  const encrypted = done['encrypted_content']
  if (typeof encrypted !== 'string' || (encrypted !== '' && !/\s/.test(encrypted.trim()) && encrypted !== raw)) return
  const message = `${nameOf(item)}: encrypted_content is ${encrypted === '' ? 'empty' : 'readable text'}`
  reporter.report(encryptedFake, at, message, { pointer: '/item/encrypted_content', key: '' })
}
