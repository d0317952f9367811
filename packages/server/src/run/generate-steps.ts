import type { AppContext } from '../app-context.ts'
import type { Step } from '../engines/step.ts'
import type { PreparedRequest } from './prepare-request.ts'
import { runHostedTools } from './run-hosted-tools.ts'

/** The steps of an answer: one round of the engine, or, where tools run on this server, as many as it takes. */
export function generateSteps(
  { request, hostedTools, maxToolCalls, fit }: Pick<PreparedRequest, 'request' | 'hostedTools' | 'maxToolCalls' | 'fit'>,
  { engine }: Pick<AppContext, 'engine'>,
  { signal }: { signal: AbortSignal },
): AsyncIterable<Step> {
  if (hostedTools.length === 0) return engine.generate(request, { signal })
  return runHostedTools(engine, request, hostedTools, { signal, maxToolCalls, fit })
}
