import type { Step } from '../engines/step.ts'
import type { HostedOutcome, HostedTool } from '../tools/hosted-tool.ts'

export interface HostedRun {
  steps: Step[]
  /** What the model is told; empty for a pause. */
  output: string
  outcome: HostedOutcome
}

/** One call of a hosted tool: its steps and what it returned. */
export async function runHostedCall(
  tool: HostedTool,
  name: string,
  args: unknown,
  signal: AbortSignal = new AbortController().signal,
): Promise<HostedRun> {
  const run = tool.call({ name, arguments: typeof args === 'string' ? args : JSON.stringify(args) }, { signal })
  const steps: Step[] = []
  for (let next = await run.next(); ; next = await run.next()) {
    if (next.done === true) return { steps, outcome: next.value, output: 'output' in next.value ? next.value.output : '' }
    steps.push(next.value)
  }
}

/** The end of the one item that the steps tell. */
export function endedItem({ steps }: HostedRun): { [key: string]: unknown } {
  const end = steps.find((step) => step.type === 'item.end')
  if (end?.type !== 'item.end') throw new Error('The call ended no item.')
  return end.item ?? {}
}
