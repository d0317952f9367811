// answering from recordings; runs in Node and in browsers
export type { ReplayAnswer } from './replay/answer.ts'
export { type Clock, createClock } from './replay/clock.ts'
export { createReplayer, type Replayer, type ReplayOptions } from './replay/create-replayer.ts'
export type { Mismatch } from './replay/explain.ts'
export { faultKinds } from './replay/faults/faults.ts'
export type { Interaction, RecordedRequest } from './replay/interaction.ts'
export type { CustomMatcher, MatchMode } from './replay/match.ts'
export { play, type PlayOptions, type PlayStep } from './replay/play.ts'
export {
  type ConnectionCarrier,
  type ConnectionOptions,
  createReplayConnection,
  type ReplayConnection,
} from './replay/replay-connection.ts'
export { ReplayError } from './replay/replay-error.ts'
export { createReplayFetch, type ReplayFetchOptions } from './replay/replay-fetch.ts'
export type { ReplayRequest } from './replay/replay-request.ts'
export type { Difference } from './replay/request-differences.ts'
export type { Repeat } from './replay/tape.ts'

// reading recordings
export { GoldenError } from './golden/golden-error.ts'
export type { Golden, GoldenHeader, GoldenLine } from './golden/golden.ts'
export { parseGolden } from './golden/parse-golden.ts'
export { parseStreamText } from './golden/parse-stream-text.ts'
