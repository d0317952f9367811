/**
 * Matchers for jest: `setupFilesAfterEnv: ['@goldwire/harness/jest']`, with `NODE_OPTIONS=--experimental-vm-modules`, since this package is an ES module.
 *
 * @example
 * await expect(await fetch(url, request)).toBeValidResponsesStream()
 */
import type { Golden } from '../golden/golden.ts'
import { type MatchGoldenOptions, toBeValidResponsesStream, toMatchGolden, type ValidStreamOptions } from './matchers.ts'

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- jest's types are a global namespace
  namespace jest {
    interface Matchers<R> {
      /** The stream tells the same events as the golden; ids, texts, times and the number of deltas may differ. Await it. */
      toMatchGolden(golden: Golden | string, options?: MatchGoldenOptions): Promise<R>
      /** The linter finds no error in the stream. Await it. */
      toBeValidResponsesStream(options?: ValidStreamOptions): Promise<R>
    }
  }
}

/** What this needs of jest. */
interface Expect {
  extend(matchers: object): void
}

const { expect } = globalThis as { expect?: Expect }
if (expect === undefined) {
  throw new Error(
    'There is no global `expect`: load @goldwire/harness/jest in setupFilesAfterEnv, or extend your own expect with its matchers',
  )
}
expect.extend({ toMatchGolden, toBeValidResponsesStream })

export {
  type MatcherResult,
  type MatchGoldenOptions,
  toBeValidResponsesStream,
  toMatchGolden,
  type ValidStreamOptions,
} from './matchers.ts'
export { type StreamLike, toGolden } from './stream-like.ts'
