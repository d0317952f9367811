import type { Response } from '../response/response.ts'
import { toArray } from './chain.ts'
import { foldEvent } from './fold-event.ts'
import { emptyFold, type FoldProblem, type FoldState } from './fold-state.ts'
import { itemOf } from './item-draft.ts'
import { isJson, type Json } from './json.ts'

export interface FoldResult {
  /**
   * The response as the events tell it: its `output` built from the events of its items, everything else from the newest Response object.
   * Not validated: it is as good as the stream. Null when no event carried a Response.
   */
  response: Response | null
  /** A terminal event came. False: the stream was cut, and the response is what had arrived. */
  complete: boolean
  /** In order of the stream. An empty list also proves that deltas, `done` events and finished items tell the same everywhere. */
  problems: FoldProblem[]
}

/** What a fold has come to. May be asked at any time, as often as wanted; costs time in proportion to what is still open. */
export function foldedResponse(state: FoldState): FoldResult {
  const problems = toArray(state.problems)
  const complete = state.terminal !== null
  if (state.response === null) return { response: null, complete, problems }
  const report = (kind: FoldProblem['kind'], message: string): unknown => problems.push({ event: null, kind, message })
  const items = new Map<number, Json>(toArray(state.closed).map(({ outputIndex, item }) => [outputIndex, item]))
  const shown = complete && Array.isArray(state.response['output']) ? (state.response['output'] as unknown[]) : []
  for (const draft of state.open) {
    const atEnd = shown[draft.outputIndex]
    const isSame = isJson(atEnd) && atEnd['id'] === draft.item['id']
    items.set(draft.outputIndex, isSame ? atEnd : itemOf(draft))
    if (complete) report('not-finished', `The item at output_index ${draft.outputIndex} was never finished.`)
  }
  for (const [outputIndex, item] of shown.entries()) {
    if (items.has(outputIndex) || !isJson(item)) continue
    items.set(outputIndex, item)
    report('not-in-stream', `No event showed the item at output_index ${outputIndex}.`)
  }
  const output = [...items].sort(([a], [b]) => a - b).map(([, item]) => item)
  return { response: { ...state.response, output } as unknown as Response, complete, problems }
}

/**
 * Folds a whole stream of events (or as much as there is of it) into the response it describes.
 *
 * @example
 * const { response, complete, problems } = foldEvents(events)
 */
export function foldEvents(events: Iterable<unknown>): FoldResult {
  let state = emptyFold()
  for (const event of events) state = foldEvent(state, event)
  return foldedResponse(state)
}
