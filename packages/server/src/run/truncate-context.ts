import type { Engine, EngineRequest } from '../engines/engine.ts'

export interface TruncateContextOptions {
  engine: Pick<Engine, 'countInputTokens'>
  contextSize: number
}

/** Of the context, this much is kept free for the answer when the request does not say how long it may be. */
const ANSWER_SHARE = 1 / 4

/**
 * What `truncation: "auto"` means: items are dropped from the beginning of the conversation, as few as it takes, until prompt and answer fit
 * into the model's context. The last item always stays; an output whose call was dropped goes with it.
 */
export async function truncateContext(request: EngineRequest, { engine, contextSize }: TruncateContextOptions): Promise<EngineRequest> {
  const share = Math.floor(contextSize * ANSWER_SHARE)
  const budget = contextSize - Math.min(request.maxOutputTokens ?? share, share)
  const drop = (count: number): EngineRequest => ({ ...request, items: withoutOrphans(request.items.slice(count)) })
  const fits = async (count: number): Promise<boolean> => (await engine.countInputTokens(drop(count))) <= budget
  // An item takes a token at least, but for some few kinds: what is beyond the budget by number alone is not even rendered.
  const surplus = Math.max(0, request.items.length - budget)
  const last = lastTurn(request.items)
  if (surplus <= last && (await fits(surplus))) return surplus === 0 ? request : drop(surplus)
  // Dropping more never makes the prompt longer, so the fewest can be found by halving.
  let [tooFew, enough] = [Math.min(surplus, last), last]
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2)
    if (await fits(middle)) enough = middle
    else tooFew = middle
  }
  return drop(enough)
}

/** Where the last item begins: itself, or the call it is the output of. */
function lastTurn(items: EngineRequest['items']): number {
  const last = items.length - 1
  const item = items[last]
  if (item === undefined || !isOutput(item) || !('call_id' in item)) return Math.max(last, 0)
  const call = items.findIndex((other) => !isOutput(other) && 'call_id' in other && other.call_id === item.call_id)
  return call === -1 ? last : call
}

function withoutOrphans(items: EngineRequest['items']): EngineRequest['items'] {
  const callIds = new Set(items.flatMap((item) => (isOutput(item) || !('call_id' in item) ? [] : [item.call_id])))
  return items.filter((item) => !isOutput(item) || !('call_id' in item) || item.call_id == null || callIds.has(item.call_id))
}

function isOutput(item: EngineRequest['items'][number]): boolean {
  return item.type?.endsWith('_output') === true
}
