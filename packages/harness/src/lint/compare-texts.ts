import { valueAt } from './classify-issue.ts'
import type { LintContext } from './context.ts'
import { type ItemState, nameOf, type TextRun } from './item-state.ts'
import { asText, firstDifference, isObject, type JsonObject, show } from './json.ts'
import type { Rule } from './rule.ts'
import { argumentsConcat, argumentsDisagree, argumentsDoubled, argumentsOnlyDone } from './rules/call-rules.ts'
import { reasoningConcat, reasoningDisagrees } from './rules/reasoning-rules.ts'
import { fullAsDelta, logprobsAlign, onlyDone, textConcat, textDisagrees } from './rules/text-rules.ts'

interface Teller {
  who: 'deltas' | 'done' | 'part' | 'item'
  text: string
  at: number
  pointer: string
}

interface Family {
  concat: Rule
  disagree: Rule
  onlyDone: Rule
}

/** Compares everything that told one text: its deltas, its `done` event, its part, its item. The odd one out is the finding. */
export function compareTexts(item: ItemState, run: TextRun, context: LintContext): void {
  const { join } = run.agreement
  if (join === 'list') return compareLists(item, run, context)
  if (join === 'shell_output') return compareShellOutput(item, run, context)
  if (context.displaced.has(run.agreement.delta.type, item)) return
  if (isTold(item, run)) return
  const told = tellers(item, run, context)
  const family = familyOf(item)
  const [first] = told
  if (first === undefined) return
  const place = run.part === null ? '/delta' : `${run.part.grammar.list}/${run.part.index}/delta`
  const isKnown = item.foreign || context.faults.isAt(item.index, place)
  if (run.deltas === 0 && first.text !== '' && run.agreement.noDeltas !== null && run.done !== null && !item.partial && !isKnown) {
    item.hasLostText = true
    const message = `${nameOf(item)}: ${run.agreement.done.type} brings ${show(first.text)} without a single delta`
    context.reporter.report(family.onlyDone, run.done.at, message, {
      pointer: run.agreement.done.pointer,
      key: run.agreement.name,
      ...lostDelta(item, run),
    })
  }
  const right = majority(told)
  if (right === undefined || told.every((teller) => teller.text === right.text)) return
  if (reportDoubled(item, run, told, context)) return
  const wrong = told.filter((teller) => teller.text !== right.text)
  // What came after the end was reported.
  if (item.hasLateText && wrong.every(({ who }) => who === 'deltas' || who === 'done')) return
  // Two against two: what came later was changed.
  const odd = wrong.find((teller) => teller.who === 'deltas') ?? wrong[0]
  if (odd === undefined) return
  const others = told.filter((teller) => teller !== odd && teller.text === right.text)
  const isConcat = odd.who === 'deltas' || (odd.who === 'done' && others.some((teller) => teller.who === 'deltas'))
  const message = `${nameOf(item)}: ${labels[odd.who]} ${difference(odd.text, right.text)} ${others.map((teller) => labels[teller.who]).join(' and ')}`
  if (odd.who === 'deltas') reportLostText(item, context)
  context.reporter.report(isConcat ? family.concat : family.disagree, odd.at, message, {
    pointer: odd.pointer,
    key: run.agreement.name,
    ...(odd.who === 'deltas' ? lostDelta(item, run) : {}),
  })
  // Cut off on its way, or changed: that it is no JSON any more is no second defect.
  if (family === call && isConcat) context.faults.note(item.index, '/arguments')
  if (odd.who === 'item') context.faults.note(item.index, odd.pointer.slice('/item'.length))
}

/** Deltas, done event, part and item all came and say the same, as they mostly do. */
function isTold(item: ItemState, { agreement, part, done, inPart, deltas, text: pieces }: TextRun): boolean {
  if (deltas === 0 || done === null || item.done === null || item.partial || item.foreign || agreement.item === null) return false
  const whole = done.value
  if (typeof whole !== 'string' || (agreement.part === null ? inPart !== null : inPart?.value !== whole)) return false
  const pointer = part === null ? agreement.item : agreement.item.replace(/\{\w+\}/, String(part.position))
  return valueAt(item.done, pointer) === whole && pieces.toString() === whole
}

/** What tells a lost or late delta. */
function lostDelta(item: ItemState, { agreement }: TextRun): { tag: string; lost: { from: number; to: number } } {
  const to = item.doneAt ?? Number.MAX_SAFE_INTEGER
  return { tag: `deltas ${item.index} ${agreement.delta.type}`, lost: { from: item.addedAt ?? 0, to } }
}

/** What was lost of a text was lost of its log probabilities, too, and an emptied delta is no second defect. */
function reportLostText(item: ItemState, { reporter }: Pick<LintContext, 'reporter'>): void {
  item.hasLostText = true
  reporter.withdraw(`empty ${item.index}`)
  reporter.withdraw(`logprobs ${item.index}`)
}

const labels = {
  deltas: 'the sum of the deltas',
  done: 'the text of the done event',
  part: 'the finished part',
  item: 'the finished item',
} as const

function tellers(item: ItemState, run: TextRun, { at, faults }: LintContext): Teller[] {
  const { agreement, part, done, inPart } = run
  const found: Teller[] = []
  const add = (who: Teller['who'], text: unknown, where: number, pointer: string) => {
    if (typeof text === 'string') found.push({ who, text, at: where, pointer })
  }
  if (done !== null) add('done', done.value, done.at, agreement.done.pointer)
  if (inPart !== null) add('part', inPart.value, inPart.at, agreement.part?.pointer ?? '')
  if (agreement.item !== null && item.done !== null) {
    const pointer = agreement.item.replace(/\{\w+\}/, String(part?.position ?? 0))
    const value = valueAt(item.done, pointer)
    // Where a text was told, null says that there is none.
    const lost = value === null && (run.deltas > 0 || done !== null) && !faults.isAt(item.index, pointer)
    add('item', lost ? '' : value, item.doneAt ?? at, `/item${pointer}`)
  }
  const list = part === null ? '' : `${part.grammar.list}/${part.index}`
  if (run.deltas > 0 && !faults.isAt(item.index, `${list}/delta`)) {
    const whole = found[0]?.text
    const pieces = run.text.toString()
    // Of a text whose begin is unknown the pieces are the end.
    const isEnd = item.partial && whole !== undefined && whole.endsWith(pieces)
    if (!item.partial || (whole !== undefined && !isEnd)) add('deltas', pieces, run.lastDeltaAt, agreement.delta.pointer)
  }
  return found
}

/** What most say; of equals, the first in the order told. */
function majority(told: readonly Teller[]): Teller | undefined {
  const votes = (text: string) => told.filter((teller) => teller.text === text).length
  return told.toSorted((a, b) => votes(b.text) - votes(a.text))[0]
}

function reportDoubled(item: ItemState, run: TextRun, told: readonly Teller[], { reporter, faults }: LintContext): boolean {
  const deltas = told.find((teller) => teller.who === 'deltas')
  const others = told.filter((teller) => teller !== deltas)
  const isCall = familyOf(item) === call
  if (deltas !== undefined && deltas.text !== '' && others.some((teller) => teller.text === deltas.text + deltas.text)) {
    if (!isCall) return false
    const at = others.find((teller) => teller.text === deltas.text + deltas.text)
    faults.note(item.index, '/arguments')
    reporter.report(argumentsDoubled, at?.at ?? null, `${nameOf(item)}: the final arguments are the streamed ones twice`, {
      pointer: at?.pointer ?? '',
      key: '',
    })
    return true
  }
  const whole = others[0]?.text ?? ''
  if (deltas === undefined || whole === '' || !(deltas.text === whole + whole || (run.deltas > 2 && run.lastDelta === whole))) return false
  const rule = isCall ? argumentsDoubled : fullAsDelta
  reportLostText(item, { reporter })
  reporter.report(rule, deltas.at, `${nameOf(item)}: the last delta sends the whole text once more`, { pointer: '/delta', key: '' })
  return true
}

const text: Family = { concat: textConcat, disagree: textDisagrees, onlyDone }
const reasoning: Family = { concat: reasoningConcat, disagree: reasoningDisagrees, onlyDone }
const call: Family = { concat: argumentsConcat, disagree: argumentsDisagree, onlyDone: argumentsOnlyDone }

function familyOf(item: ItemState): Family {
  return item.type === 'message' ? text : item.type === 'reasoning' ? reasoning : call
}

/** Where and how one text leaves the other. */
function difference(odd: string, right: string): string {
  let at = 0
  while (at < odd.length && at < right.length && odd[at] === right[at]) at++
  const piece = (whole: string) => (at >= whole.length ? 'the end' : show(whole.slice(at, at + 16), 40))
  return `has ${piece(odd)} at character ${at}, where ${piece(right)} stands in`
}

/** Log probabilities of the deltas, one after the other, are those of the `done` event. */
function compareLists(item: ItemState, run: TextRun, { reporter, faults }: LintContext): void {
  const whole = run.done?.value
  const list = `/content/${run.part?.index ?? 0}`
  const kept = item.done === null ? undefined : valueAt(item.done, `${list}/logprobs`)
  if (run.entries.length > 0 && !item.hasBadLogprobs && Array.isArray(kept) && kept.length === 0) {
    const message = `${nameOf(item)}: the deltas have ${run.entries.length} logprobs, the finished item none`
    reporter.report(logprobsAlign, item.doneAt, message, { pointer: `/item${list}/logprobs`, key: '' })
    faults.note(item.index, `${list}/logprobs`)
    return
  }
  if (item.hasLostText || item.hasBadLogprobs || faults.isAt(item.index, `${list}/delta`) || faults.isAt(item.index, `${list}/logprobs`))
    return
  if (!Array.isArray(whole) || item.partial || (whole.length === 0 && run.entries.length === 0)) return
  const place = firstDifference(run.entries, whole)
  if (place === null) return
  const message = `${nameOf(item)}: ${run.agreement.name} of ${run.agreement.done.type} are not those of the deltas (${place === '' ? 'all' : place})`
  reporter.report(logprobsAlign, run.done?.at ?? null, message, {
    pointer: `${run.agreement.done.pointer}${place}`,
    key: '',
    tag: `deltas ${item.index} ${run.agreement.delta.type}`,
  })
}

/** Pieces of standard output and error add up to the output of the commands. */
function compareShellOutput(item: ItemState, run: TextRun, { reporter }: LintContext): void {
  const whole = run.done?.value
  if (!Array.isArray(whole) || item.partial) return
  const written = (whole as unknown[]).some((entry) => isObject(entry) && asText(entry['stdout']) + asText(entry['stderr']) !== '')
  if (run.deltas === 0) {
    if (written)
      reporter.report(
        argumentsOnlyDone,
        run.done?.at ?? null,
        `${nameOf(item)}: ${run.agreement.done.type} brings all output without a single delta`,
        {
          pointer: run.agreement.done.pointer,
          key: run.agreement.name,
          ...lostDelta(item, run),
        },
      )
    return
  }
  for (const name of ['stdout', 'stderr']) {
    const final = (whole as unknown[]).map((entry) => (isObject(entry) ? entry[name] : '')).join('')
    if ((run.streams[name] ?? '') === final) continue
    const message = `${nameOf(item)}: the ${name} of the deltas ${difference(run.streams[name] ?? '', final)} the done event`
    reporter.report(argumentsConcat, run.done?.at ?? null, message, { pointer: run.agreement.done.pointer, key: run.agreement.name })
  }
}

/** Text of an item as its events told it: of messages, what a user sees. */
export function textOf(item: JsonObject | null): string {
  const parts = Array.isArray(item?.['content']) ? (item['content'] as unknown[]) : []
  return parts.map((part) => (isObject(part) ? asText(part['text'] ?? part['refusal']) : '')).join('')
}
