import { valueAt } from './classify-issue.ts'
import type { LintContext } from './context.ts'
import { type ItemState, nameOf } from './item-state.ts'
import { firstDifference, isObject, type JsonObject, show } from './json.ts'
import { itemIdRotates } from './rules/id-rules.ts'
import { itemAddedMissing, itemStatus, statusDisagrees } from './rules/item-rules.ts'
import {
  cutAsCompleted,
  outputEmpty,
  outputItemDiffers,
  outputItemMissing,
  outputItemUnannounced,
  outputOrder,
} from './rules/lifecycle-rules.ts'
import { reasoningDropped } from './rules/reasoning-rules.ts'
import { checkToolUsage, checkUsage } from './rules/usage.ts'
import type { Items } from './resolve-item.ts'

/** Checks the terminal event's Response against the items that were streamed. */
export function checkOutput(response: JsonObject, type: string, items: Items, streamed: number, context: LintContext): void {
  const { output } = response
  checkUsage(response['usage'], '/response/usage', madeBy(items, streamed), context)
  checkToolUsage(response, '/response', context, new Set(items.all.map(({ type: streamedType }) => streamedType)))
  checkCut(response, type, context)
  if (!Array.isArray(output)) return
  const known = items.all.filter((item) => !item.isPhantom && (item.type !== '' || item.done !== null || item.id !== null))
  if (output.length === 0 && known.some((item) => item.doneAt !== null)) {
    reportEmpty(type, known.length, context)
    return
  }
  const phantoms = phantomsOf(items)
  reportNeverAnnounced(output as unknown[], phantoms, context)
  const taken = pair(output as unknown[], known)
  let last = -1
  output.forEach((value: unknown, position) => {
    const item = taken[position]
    if (item === undefined && isObject(value) && phantoms.has(value['id'])) return
    if (item === undefined) reportUnannounced(value, position, context)
    else {
      if (item.index < last) {
        context.reporter.report(
          outputOrder,
          context.at,
          `output/${position} is ${nameOf(item)}, which comes before item ${last} in the stream`,
          { pointer: `/response/output/${position}`, key: '' },
        )
      }
      last = Math.max(last, item.index)
      compareItem(item, value, position, context)
    }
  })
  const paired = new Set(taken)
  const missing = known.filter((item) => !paired.has(item) && (item.doneAt !== null || item.addedAt !== null))
  if (type === 'response.failed') return
  for (const item of missing) {
    context.faults.note('response', '/output')
    context.reporter.report(outputItemMissing, context.at, `${nameOf(item)} was streamed and is not in the final output`, {
      pointer: '/response/output',
      key: '',
    })
  }
  checkStatuses(output as unknown[], type, context)
  checkReasoningTokens(response, output as unknown[], context)
}

/** Of an item that is only closed, the final output tells whether it is one that was never announced, or none at all. */
function reportNeverAnnounced(output: readonly unknown[], phantoms: ReadonlyMap<unknown, ItemState>, { reporter }: LintContext): void {
  for (const value of output) {
    const item = isObject(value) ? phantoms.get(value['id']) : undefined
    if (item === undefined) continue
    reporter.withdraw(`phantom ${item.index}`)
    const message = `response.output_item.done is about output_index ${item.index}, which no response.output_item.added announced`
    reporter.report(itemAddedMissing, item.doneAt, message, {
      key: '',
      tag: `missing ${item.index} response.output_item.added`,
      ...(item.doneAt === null ? {} : { lost: { from: item.doneAt - 2, to: item.doneAt } }),
    })
  }
}

/** Items that were closed and never announced, by id; mostly there are none. */
function phantomsOf({ all }: Items): ReadonlyMap<unknown, ItemState> {
  return new Map(all.flatMap((item) => (item.isPhantom && item.id !== null ? [[item.id, item] as const] : [])))
}

/** Items that a model writes; of reasoning it may be that nothing is left. */
const written = new Set(['function_call', 'custom_tool_call', 'mcp_call', 'mcp_approval_request', 'program'])

/** What the model made, for messages; null for nothing. A program that goes on after a call of its own spends no tokens. */
function madeBy({ all }: Items, streamed: number): string | null {
  const own = all.find((item) => written.has(item.type) && !isObject(item.added?.['caller']))
  if (own !== undefined) return `${nameOf(own)} was made`
  const isProgram = all.some((item) => item.type === 'program_output' || isObject(item.added?.['caller']))
  return streamed > 0 && !isProgram ? `${streamed} characters were streamed` : null
}

/** Which streamed item each item of the final output is: by id, else by type and order among those without partner. */
function pair(output: readonly unknown[], items: readonly ItemState[]): (ItemState | undefined)[] {
  const byId = new Map<unknown, ItemState>()
  const shared = new Set<unknown>()
  for (const item of items) {
    for (const id of new Set([item.done?.['id'] ?? item.id, item.id])) {
      if (byId.has(id)) shared.add(id)
      byId.set(id, item)
    }
  }
  const taken = new Set<ItemState>()
  const pairs = output.map((value, position) => {
    // No item at all stands for the one that belongs there.
    const there = items.find((one) => one.index === position)
    if (!isObject(value) || (value['id'] === undefined && value['type'] === undefined)) {
      if (there !== undefined && !taken.has(there)) taken.add(there)
      return there
    }
    const { id } = value
    const item = typeof id === 'string' && id !== '' && !shared.has(id) ? byId.get(id) : undefined
    if (item === undefined || taken.has(item)) return undefined
    taken.add(item)
    return item
  })
  const byIndex = new Map(items.map((item) => [item.index, item]))
  const left = items.filter((item) => !taken.has(item))
  return pairs.map((item, position) => {
    if (item !== undefined) return item
    const value = output[position]
    const type = isObject(value) ? value['type'] : undefined
    const there = byIndex.get(position)
    const only = left.length === 1 && output.length === items.length ? left[0] : undefined
    const found = [there, only].find((one) => one !== undefined && (one.type === type || one.type === '') && !taken.has(one))
    if (found !== undefined) taken.add(found)
    return found
  })
}

function compareItem(item: ItemState, value: unknown, position: number, { reporter, at, faults }: LintContext): void {
  if (!isObject(value)) return
  const id = value['id']
  const known = item.done?.['id'] ?? item.id
  const renamed = typeof known === 'string' && id !== known
  if (renamed && item.rotated)
    reporter.report(itemIdRotates, at, `output/${position} has yet another id`, { pointer: `/response/output/${position}/id`, key: '' })
  else if (renamed && typeof id === 'string' && !faults.isAt(item.index, '/id')) {
    reporter.report(
      outputItemUnannounced,
      at,
      `output/${position} has id ${show(id, 40)}, but that item was streamed as ${show(known, 40)}`,
      { pointer: `/response/output/${position}/id`, key: '' },
    )
  }
  if (item.done === null) return
  const { done } = item
  const opaque = item.kind?.grammar.reencrypted ?? []
  // Their value may be another each time, but not none at all.
  const lost = opaque.find(
    (pointer) => isFilled(valueAt(done, pointer)) && !isFilled(valueAt(value, pointer)) && !faults.isAt(item.index, pointer),
  )
  const place = lost ?? firstDifference(done, value, ['/id', ...opaque, ...faults.of(item.index)])
  if (place === '/status' && item.done['status'] === 'in_progress' && value['status'] === 'completed') {
    const message = `${nameOf(item)} is done with status "in_progress", and completed in the end`
    reporter.report(itemStatus, item.doneAt, message, { pointer: '/item/status', key: 'done in_progress, completed', severity: 'error' })
  } else if (place !== null) {
    const message = `output/${position}${place} is not what response.output_item.done gave for ${nameOf(item)}`
    reporter.report(outputItemDiffers, at, message, { pointer: `/response/output/${position}${place}`, key: '' })
    faults.note(item.index, place)
  } else if (typeof known === 'string' && id === undefined && !faults.isAt(item.index, '/id')) {
    reporter.report(outputItemDiffers, at, `output/${position} has lost its id`, { pointer: `/response/output/${position}`, key: 'id' })
  }
}

function isFilled(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function reportEmpty(type: string, streamed: number, { reporter, at, provider, faults }: LintContext): void {
  const backend = provider === 'chatgpt'
  if (type === 'response.failed') return
  const message = `${type} has an empty output although ${streamed === 1 ? 'an item was' : `${streamed} items were`} streamed`
  const why = backend ? '; the ChatGPT backend always does that, clients take the items from response.output_item.done' : ''
  faults.note('response', '/output')
  reporter.report(outputEmpty, at, message + why, { pointer: '/response/output', severity: backend ? 'info' : 'error' })
}

function reportUnannounced(value: unknown, position: number, { reporter, at, resumedAfter }: LintContext): void {
  if (resumedAfter !== null || !isObject(value)) return
  const message = `output/${position} (${show(value['type'])}, id ${show(value['id'], 40)}) was never streamed`
  reporter.report(outputItemUnannounced, at, message, { pointer: `/response/output/${position}`, key: '', tag: `unannounced ${position}` })
}

/** An item that was cut off belongs to a response that was. */
function checkStatuses(output: readonly unknown[], type: string, { reporter, at }: LintContext): void {
  if (type !== 'response.completed') return
  output.forEach((item, position) => {
    if (!isObject(item) || item['status'] !== 'incomplete') return
    reporter.report(statusDisagrees, at, `output/${position} is incomplete, but the response is completed`, {
      pointer: `/response/output/${position}/status`,
      key: '',
    })
  })
}

function checkCut(response: JsonObject, type: string, { reporter, at, request }: LintContext): void {
  const limit = response['max_output_tokens'] ?? request?.['max_output_tokens']
  const used = isObject(response['usage']) ? response['usage']['output_tokens'] : undefined
  if (typeof limit !== 'number' || typeof used !== 'number') return
  if (type === 'response.completed' && used >= limit) {
    reporter.report(cutAsCompleted, at, `All ${limit} allowed output tokens were used (${used}), and the response says completed`, {
      pointer: '/response/status',
    })
  }
}

function checkReasoningTokens(response: JsonObject, output: readonly unknown[], { reporter, at }: LintContext): void {
  const usage = isObject(response['usage']) ? response['usage'] : {}
  const details = isObject(usage['output_tokens_details']) ? usage['output_tokens_details'] : {}
  const spent = details['reasoning_tokens']
  if (typeof spent !== 'number' || spent === 0 || output.some((item) => isObject(item) && item['type'] === 'reasoning')) return
  reporter.report(reasoningDropped, at, `${spent} reasoning tokens were spent, and there is no reasoning item`, {
    pointer: '/response/usage/output_tokens_details/reasoning_tokens',
  })
}
