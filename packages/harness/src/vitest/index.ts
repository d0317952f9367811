/**
 * Matchers for vitest: import it once, in a test or a setup file (`setupFiles: ['@goldwire/harness/vitest']`).
 *
 * @example
 * await expect(await client.responses.create({ model, input, stream: true })).toMatchGolden('test/goldens/hello.golden.jsonl')
 */
import { expect } from 'vitest'

import type { Golden } from '../golden/golden.ts'
import { type MatchGoldenOptions, toBeValidResponsesStream, toMatchGolden, type ValidStreamOptions } from './matchers.ts'

declare module 'vitest' {
  // oxlint-disable-next-line no-unused-vars -- the parameters must be declared as vitest does
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** The stream tells the same events as the golden; ids, texts, times and the number of deltas may differ. Await it. */
    toMatchGolden: (golden: Golden | string, options?: MatchGoldenOptions) => Promise<void>
    /** The linter finds no error in the stream. Await it. */
    toBeValidResponsesStream: (options?: ValidStreamOptions) => Promise<void>
  }
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
