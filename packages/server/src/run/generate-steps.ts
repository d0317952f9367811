import type { AppContext } from '../app-context.ts'
import type { Step } from '../engines/step.ts'
import { compactSteps } from './compact/compact-steps.ts'
import type { PreparedRequest } from './prepare-request.ts'
import { runHostedTools } from './run-hosted-tools.ts'

/**
 * The steps of an answer: one round of the engine, or, where tools run on this server, as many as it takes; and the compactions that come with
 * it.
 */
export function generateSteps(
  { request, hostedTools, maxToolCalls, fit, compaction }: Omit<PreparedRequest, 'created' | 'input' | 'rebase' | 'seal'>,
  { engine, tracing }: Pick<AppContext, 'engine' | 'tracing'>,
  { signal }: { signal: AbortSignal },
): AsyncIterable<Step> {
  const tools = tracing === null ? hostedTools : hostedTools.map((tool) => tracing.tool(tool))
  const answer = () =>
    tools.length === 0 ? engine.generate(request, { signal }) : runHostedTools(engine, request, tools, { signal, maxToolCalls, fit })
  if (compaction === null) return answer()
  return compactSteps(answer, { plan: compaction, request, inputTokens: () => engine.countInputTokens(request) })
}
