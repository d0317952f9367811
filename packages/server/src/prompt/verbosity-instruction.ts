import type { EngineRequest } from '../engines/engine.ts'

/**
 * What `text.verbosity` tells a model that knows no such setting. `medium`, which is what a request that says nothing gets, is the model's own
 * way: nothing is said.
 */
export function verbosityInstruction(verbosity: EngineRequest['verbosity']): string | null {
  if (verbosity === 'low') return 'Answer briefly.'
  return verbosity === 'high' ? 'Answer at length, with details and examples.' : null
}
