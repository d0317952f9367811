import { eventOwners } from '../grammar/event-owners.ts'
import type { EventOwner } from '../grammar/event-owner.ts'
import { itemGrammarOf } from '../grammar/item-grammars.ts'
import { streamGrammar } from '../grammar/stream-grammar.ts'
import { append, type Chain } from './chain.ts'
import { disagreements } from './disagreements.ts'
import { foldItemEvent, type Report } from './fold-item-event.ts'
import type { FoldProblem, FoldState } from './fold-state.ts'
import { draftOf, type ItemDraft, itemOf } from './item-draft.ts'
import { isJson, type Json, withPointer } from './json.ts'

const transport = new Set(streamGrammar.transportEvents)
const terminal = new Set([...streamGrammar.terminal, 'error'])

/**
 * The state after one more event. Pure: neither the state nor the event is changed, and the new state shares what stayed the same. Any value
 * may be given; what makes no sense becomes a problem, never an exception. Costs the same at the ten-thousandth delta as at the first.
 *
 * The event must not be changed afterwards, as the state keeps parts of it.
 */
export function foldEvent(state: FoldState, event: unknown): FoldState {
  const problems: FoldProblem[] = []
  const report: Report = (kind, message) => problems.push({ event: state.events, kind, message })
  const next = step(state, event, report)
  return { ...next, events: state.events + 1, problems: problems.reduce<Chain<FoldProblem> | null>(append, next.problems) }
}

function step(state: FoldState, event: unknown, report: Report): FoldState {
  if (!isJson(event) || typeof event['type'] !== 'string') {
    report('not-an-event', 'This is not an object with a type.')
    return state
  }
  const type = event['type']
  if (transport.has(type)) return state
  const owner = Object.hasOwn(eventOwners, type) ? eventOwners[type] : undefined
  if (owner !== undefined && state.terminal === null) return stepItem(state, event, type, owner, report)
  if (owner !== undefined || (state.terminal !== null && !(state.terminal === 'error' && type === 'response.failed'))) {
    report('too-late', `${type} comes after ${state.terminal ?? 'the end'}.`)
    return state
  }
  if (type === 'error') return { ...state, response: failed(state.response, event), terminal: type }
  if (Object.hasOwn(streamGrammar.responseStatus, type)) return stepResponse(state, event, type, report)
  report('unknown-event', `${type} is no event of the API.`)
  return state
}

function stepResponse(state: FoldState, event: Json, type: string, report: Report): FoldState {
  const { response } = event
  const ended = terminal.has(type) ? type : state.terminal
  if (!isJson(response)) {
    report('unusable-event', `${type} has no response.`)
    return { ...state, terminal: ended }
  }
  const before = state.response
  if (before?.['id'] !== undefined && response['id'] !== undefined && before['id'] !== response['id']) {
    report('disagreement', `${type} carries another response than the events before it.`)
  }
  return { ...state, response: before === null ? response : { ...before, ...response }, terminal: ended }
}

/** The response after an `error` event, nested as OpenAI sends it or flat as documented. `response.failed`, if it comes, has the last word. */
function failed(response: Json | null, event: Json): Json | null {
  if (response === null) return null
  const { code, message } = isJson(event['error']) ? event['error'] : event
  return {
    ...response,
    status: 'failed',
    error: { code: typeof code === 'string' ? code : 'server_error', message: typeof message === 'string' ? message : '' },
  }
}

function stepItem(state: FoldState, event: Json, type: string, owner: EventOwner, report: Report): FoldState {
  if (owner.role === 'item.added') return added(state, event, type, report)
  if (owner.role === 'item.done') return done(state, event, type, report)
  const position = locate(state, event, owner)
  const draft = state.open[position] ?? announce(state, event, type, owner, report)
  if (draft === null) return state
  const changed = foldItemEvent(draft, event, type, owner, report)
  if (changed === state.open[position]) return state
  return position === -1 ? opened(state, changed) : { ...state, open: state.open.with(position, changed) }
}

function added(state: FoldState, event: Json, type: string, report: Report): FoldState {
  const { item } = event
  if (!isJson(item)) {
    report('unusable-event', `${type} has no item.`)
    return state
  }
  const outputIndex = indexOf(event) ?? state.nextIndex
  const taken = state.open.some((draft) => draft.outputIndex === outputIndex) || isClosed(state, outputIndex)
  if (taken) report('disagreement', `${type} announces output_index ${outputIndex} a second time.`)
  return opened(state, draftOf(item, taken ? state.nextIndex : outputIndex))
}

function done(state: FoldState, event: Json, type: string, report: Report): FoldState {
  const { item } = event
  const position = locate(state, event, null)
  const draft = state.open[position]
  const outputIndex = draft?.outputIndex ?? indexOf(event) ?? state.nextIndex
  if (draft === undefined) {
    if (isClosed(state, outputIndex)) {
      report('too-late', `${type} finishes output_index ${outputIndex} a second time.`)
      return state
    }
    report('not-announced', `${type} finishes an item that was never announced.`)
  }
  if (!isJson(item)) report('unusable-event', `${type} has no item.`)
  const finished = isJson(item) ? item : draft === undefined ? null : itemOf(draft)
  if (draft?.announced && isJson(item)) {
    for (const place of disagreements(draft, item))
      report('disagreement', `${type} tells something else at ${place} than the events before it.`)
  }
  return {
    ...state,
    nextIndex: Math.max(state.nextIndex, outputIndex + 1),
    open: draft === undefined ? state.open : state.open.toSpliced(position, 1),
    closed: finished === null ? state.closed : append(state.closed, { outputIndex, item: finished }),
  }
}

const opened = (state: FoldState, draft: ItemDraft): FoldState => ({
  ...state,
  nextIndex: Math.max(state.nextIndex, draft.outputIndex + 1),
  open: [...state.open, draft],
})

const indexOf = (event: Json): number | null => (typeof event['output_index'] === 'number' ? event['output_index'] : null)

/** Position in `open` of the item an event means: by `output_index`, else by id, else the newest that such an event may belong to; -1 if none. */
function locate({ open }: FoldState, event: Json, owner: EventOwner | null): number {
  const outputIndex = indexOf(event)
  if (outputIndex !== null) return open.findLastIndex((draft) => draft.outputIndex === outputIndex)
  const id = event['item_id'] ?? (isJson(event['item']) ? event['item']['id'] : undefined)
  const byId = id === undefined ? -1 : open.findLastIndex((draft) => draft.item['id'] === id)
  if (byId !== -1) return byId
  return open.findLastIndex((draft) => owner === null || owner.kinds.includes(String(draft.item['type'])))
}

/** An item made up for events that came without one. Null when it was finished already: such an event changes nothing. */
function announce(state: FoldState, event: Json, type: string, owner: EventOwner, report: Report): ItemDraft | null {
  const outputIndex = indexOf(event) ?? state.nextIndex
  if (isClosed(state, outputIndex)) {
    report('too-late', `${type} comes after the end of its item.`)
    return null
  }
  report('not-announced', `${type} speaks of an item that was never announced.`)
  const kind = owner.kinds[0] ?? 'message'
  const id = event['item_id']
  let item: unknown = {
    ...(typeof id === 'string' ? { id } : {}),
    type: kind,
    ...(kind === 'message' ? { status: 'in_progress', role: 'assistant' } : {}),
  }
  for (const [pointer, empty] of Object.entries(itemGrammarOf(kind)?.emptyAtAdded ?? {})) item = withPointer(item, pointer, empty)
  return draftOf(item as Json, outputIndex, false)
}

/** A stream counts its items up, so that the usual question is answered at once. */
function isClosed({ closed, nextIndex }: FoldState, outputIndex: number): boolean {
  if (outputIndex >= nextIndex) return false
  for (let link = closed; link !== null; link = link.before) if (link.last.outputIndex === outputIndex) return true
  return false
}
