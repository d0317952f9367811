import { createReplayer, type Replayer } from '@goldwire/harness/replay'
import { startReplayServer } from '@goldwire/harness/replay-server'

import type { ProofCase } from './cases.ts'

export interface CaseServer extends AsyncDisposable {
  /** Where a client reads the case at this place of the list; ends in `/v1`. */
  baseUrlOf(index: number): string
}

/** One replay server for all cases, each under a base URL of its own, so that a client reads thousands in one process. */
export async function serveCases(cases: readonly ProofCase[]): Promise<CaseServer> {
  const opened = new Map<number, Replayer>()
  const replayerOf = (index: number): Replayer => {
    const golden = cases[index]?.golden
    if (golden === undefined) throw new RangeError(`There is no case ${index}`)
    const known = opened.get(index)
    if (known !== undefined) return known
    // Clients ask in words of their own: whatever they say, it is answered by this stream.
    const replayer = createReplayer([{ ...golden, header: { ...golden.header, request: null } }])
    opened.set(index, replayer)
    return replayer
  }
  const all: Replayer = {
    interactions: [],
    clock: createReplayer([]).clock,
    answer(request) {
      const [, index = '', path = ''] = /^\/case\/(\d+)(\/.*)$/.exec(request.path) ?? []
      const isStream = cases[Number(index)]?.golden.header.response.framing !== 'json'
      // An answer in one body is given to whoever asks for a stream, too: that is the defect.
      return replayerOf(Number(index)).answer({ ...request, path, body: { stream: isStream } })
    },
    reset: () => opened.clear(),
  }
  const server = await startReplayServer(all)
  return {
    baseUrlOf: (index) => `${server.url}/case/${index}/v1`,
    [Symbol.asyncDispose]: () => server.close(),
  }
}
