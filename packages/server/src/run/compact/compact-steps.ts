import type { InputItem } from '@goldwire/schemas'

import type { EngineRequest } from '../../engines/engine.ts'
import type { Step, StopStep } from '../../engines/step.ts'
import { clientCalls } from '../client-calls.ts'
import { writePayload } from './compaction-payload.ts'
import { condense } from './condense.ts'
import type { CompactionPlan } from './plan-compaction.ts'

/** What waits for the client: the conversation cannot be compacted between such an item and what answers it. */
const waitsForClient = (type: string): boolean => clientCalls.has(type) || type === 'mcp_approval_request'

/**
 * The steps of an answer with the compactions that come with it. One that was made before the answer is told first; one that the answer itself
 * has made necessary comes last, as recorded (`compact-stateful-mode-stream-3`: a message, then the compaction). What a compaction item holds is
 * told in the clear here and encrypted on its way out.
 */
export async function* compactSteps(
  steps: () => AsyncIterable<Step>,
  { plan, request, inputTokens }: { plan: CompactionPlan; request: EngineRequest; inputTokens: () => Promise<number> },
): AsyncGenerator<Step, void, undefined> {
  if (plan.before !== null) yield* compaction(plan.before)
  if (plan.isAll) {
    yield stopAt(await inputTokens())
    return
  }
  const said: InputItem[] = []
  let text: string | null = null
  let waits = false
  for await (const step of steps()) {
    if (step.type === 'item.start') {
      waits ||= waitsForClient(step.item.type)
      text = step.item.type === 'message' ? '' : null
    } else if (step.type === 'delta' && text !== null) text += step.delta
    else if (step.type === 'item.end' && text !== null) {
      said.push({ role: 'assistant', content: text })
      text = null
    }
    const isDue = step.type === 'stop' && plan.threshold !== null && step.usage.total_tokens >= plan.threshold
    if (isDue && step.reason === 'completed' && !waits && plan.before === null) {
      yield* compaction(condense([...request.items, ...said], { most: plan.most }))
    }
    yield step
  }
}

function compaction(text: string): Step[] {
  return [
    { type: 'item.start', item: { type: 'compaction', encrypted_content: writePayload({ covers: 'all', text }) } },
    { type: 'item.end' },
  ]
}

/** Nothing was generated: condensing takes no model. */
function stopAt(inputTokens: number): StopStep {
  return {
    type: 'stop',
    reason: 'completed',
    usage: {
      input_tokens: inputTokens,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      output_tokens: 0,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: inputTokens,
    },
  }
}
