import type { InputItem, Tool, Usage } from '@goldwire/schemas'

import type { Engine, EngineRequest } from '../engines/engine.ts'
import type { Step } from '../engines/step.ts'
import { citeSteps } from '../tools/citations/cite-steps.ts'
import type { HostedCall, HostedExchange, HostedTool } from '../tools/hosted-tool.ts'
import { createHostedOffer, type HostedOffer } from './hosted-offer.ts'
import { type HostedRound, readRound } from './hosted-round.ts'
import { sumUsage } from './sum-usage.ts'

export interface RunHostedToolsOptions {
  signal: AbortSignal
  /** `max_tool_calls` of the request: calls of hosted tools that are carried out, all rounds together. Further ones are ignored. */
  maxToolCalls?: number | null
  /**
   * Rounds in which the model may call hosted tools. The round after the last of them offers none, so that a model that would go on calling for
   * ever has to answer.
   * @defaultValue 32
   */
  maxRounds?: number
  /** Makes a conversation that has grown fit again (`truncation: "auto"`). */
  fit?: (request: EngineRequest) => Promise<EngineRequest>
}

/**
 * One answer in as many rounds as it takes: the model is offered the functions of hosted tools beside the client's own; what it calls of them is
 * run here and told as the tool's own item, and the model is asked again with the result. A call for the client, or an approval that is
 * asked for, ends the turn.
 *
 * - `tool_choice` holds in the first round; a call that was forced is not forced again, and one that the client approved is the one it wanted.
 * - `max_output_tokens` is for all rounds together, and `usage` is the sum of all of them.
 * - Tools are closed whatever happens; leaving early or aborting `signal` ends the round and the call that is going on.
 *
 * @throws ApiError when the engine refuses, when a tool cannot go on, or for a `tool_choice` no tool can keep
 */
export async function* runHostedTools(
  engine: Pick<Engine, 'generate'>,
  request: EngineRequest,
  tools: readonly HostedTool[],
  { signal, maxToolCalls = null, maxRounds = 32, fit = (grown) => Promise.resolve(grown) }: RunHostedToolsOptions,
): AsyncGenerator<Step, void, undefined> {
  let usage: Usage | null = null
  let callsLeft = maxToolCalls ?? Infinity
  let items = request.items
  let isForced = true
  let clientTools: readonly Tool[] = request.tools
  try {
    for (const tool of tools) if (tool.prepare !== undefined) yield* tool.prepare({ signal })
    let offer = createHostedOffer(tools, request.tools)
    for (const tool of tools) {
      const exchanges = tool.resume === undefined ? [] : yield* tool.resume({ signal })
      callsLeft -= exchanges.length
      if (exchanges.length > 0) isForced = false
      for (const exchange of exchanges) {
        items = [...items, ...toItems(exchange, offer.nameOf(tool, exchange.call.name), `resumed_${items.length}`)]
      }
    }
    for (let round = 0; !signal.aborted; round += 1) {
      const asked = { ...request, items, tools: [...clientTools], maxOutputTokens: tokensLeft(request, usage) }
      const mayCall = callsLeft > 0 && round < maxRounds
      const offered = await fit(mayCall ? offer.offer(asked, { isFirst: isForced }) : offer.withdraw(asked))
      isForced = false
      const read: HostedRound = yield* readRound(
        cited(engine.generate(offered, { signal }), tools),
        (name) => offer.find(name) !== undefined,
      )
      const { end, said, callsClient } = read
      if (end === null) return
      if (end.type === 'fail') {
        yield usage === null ? end : { ...end, usage: end.usage === undefined ? usage : sumUsage(usage, end.usage) }
        return
      }
      usage = sumUsage(usage, end.usage)
      const isCut = end.reason !== 'completed'
      const done: DoneCalls = yield* runCalls(read, offer, {
        signal,
        callsLeft: isCut ? 0 : callsLeft,
      })
      callsLeft -= done.exchanges.length
      if (done.loaded.length > 0) {
        clientTools = [...clientTools, ...done.loaded]
        offer = createHostedOffer(tools, clientTools)
      }
      const isOver = isCut || done.isPaused || callsClient || !read.rest.some(isCall)
      if (isOver) {
        yield { ...end, usage }
        return
      }
      if (tokensLeft(request, usage) === 0) {
        yield { type: 'stop', reason: 'max_output_tokens', usage }
        return
      }
      items = [...items, ...said, ...grouped(done.exchanges, round)]
    }
  } finally {
    await Promise.allSettled(tools.map(async (tool) => tool.close?.()))
  }
}

interface DoneCalls {
  exchanges: HostedExchange[]
  isPaused: boolean
  /** Tools that the client runs, found meanwhile. */
  loaded: Tool[]
}

/** Runs a round's calls in the model's order, between the steps that came with them. */
async function* runCalls(
  { rest }: HostedRound,
  offer: HostedOffer,
  { signal, callsLeft }: { signal: AbortSignal; callsLeft: number },
): AsyncGenerator<Step, DoneCalls, undefined> {
  const exchanges: HostedExchange[] = []
  const loaded: Tool[] = []
  let isPaused = false
  for (const entry of rest) {
    if (!isCall(entry)) yield entry
    else {
      const offered = offer.find(entry.name)
      if (offered === undefined || exchanges.length >= callsLeft || signal.aborted) continue
      const outcome = yield* offered.tool.call({ name: offered.function.name, arguments: entry.arguments }, { signal })
      if ('pause' in outcome) isPaused = true
      else if ('tools' in outcome) loaded.push(...outcome.tools)
      else exchanges.push({ call: entry, output: outcome.output })
    }
  }
  return { exchanges, isPaused, loaded }
}

/** With annotations where an answer cites what a tool has found. */
function cited(steps: AsyncIterable<Step>, tools: readonly HostedTool[]): AsyncIterable<Step> {
  const sources = tools.find((tool) => tool.sources !== undefined)?.sources
  return sources === undefined ? steps : citeSteps(steps, sources)
}

function isCall(entry: HostedCall | Step): entry is HostedCall {
  return !('type' in entry)
}

/** What is left of `max_output_tokens`. */
function tokensLeft({ maxOutputTokens }: EngineRequest, usage: Usage | null): number | null {
  return maxOutputTokens === null ? null : Math.max(0, maxOutputTokens - (usage?.output_tokens ?? 0))
}

/** Parallel calls stand together, as the model made them; their results follow. */
function grouped(exchanges: readonly HostedExchange[], round: number): InputItem[] {
  const pairs = exchanges.map((exchange, index) => toItems(exchange, exchange.call.name, `hosted_${round}_${index}`))
  return [...pairs.map(([call]) => call), ...pairs.map(([, output]) => output)]
}

function toItems({ call, output }: HostedExchange, name: string, id: string): [InputItem, InputItem] {
  return [
    { type: 'function_call', call_id: id, name, arguments: call.arguments },
    { type: 'function_call_output', call_id: id, output },
  ]
}
