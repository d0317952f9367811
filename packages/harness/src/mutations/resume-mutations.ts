import type { GoldenLine } from '../golden/golden.ts'
import type { JsonObject } from '../lint/json.ts'
import { set } from './edits.ts'
import type { Mutation } from './mutation.ts'
import { type GoldenEdit, plantGolden } from './plant.ts'

/** A stream that was resumed with `starting_after`, and what it holds. */
const resumed =
  (change: (events: JsonObject[], after: number) => boolean | void): GoldenEdit =>
  ({ header, lines }) => {
    const after = /[?&]starting_after=(\d+)/.exec(header.request?.path ?? '')?.[1]
    if (after === undefined) return false
    const events = lines.map(({ data }) => data as JsonObject)
    if (change(events, Number(after)) === false) return false
    lines.splice(0, lines.length, ...events.map((data, index): GoldenLine => ({ t: 250 + index * 20, event: String(data['type']), data })))
  }

export const resumeMutations: readonly Mutation[] = [
  plantGolden(
    'resume-from-the-start',
    'starting_after is ignored: events that were seen come again',
    'state.resume',
    'GW106',
    resumed((events, after) => {
      const [first] = events
      if (first === undefined || first['sequence_number'] !== after + 1 || after === 0) return false
      events.unshift({ ...structuredClone(first), sequence_number: after - 1 }, { ...structuredClone(first), sequence_number: after })
    }),
  ),
  plantGolden(
    'resume-last-again',
    'the event named by starting_after comes again',
    'state.resume',
    'GW106',
    resumed((events, after) => {
      const [first] = events
      if (first === undefined) return false
      events.unshift({ ...structuredClone(first), sequence_number: after })
    }),
  ),
  plantGolden(
    'resume-skips',
    'the first events after starting_after are lost',
    'state.resume',
    'GW106',
    resumed((events) => {
      events.splice(0, 2)
    }),
  ),
  plantGolden(
    'resume-counts-anew',
    'a resumed stream counts from 0',
    'state.resume',
    'GW106',
    resumed((events) => {
      events.forEach((event, index) => {
        event['sequence_number'] = index
      })
    }),
  ),
  plantGolden(
    'resume-never-ends',
    'a resumed stream ends without a terminal event',
    'life.no-terminal',
    'GW301',
    resumed((events) => {
      events.pop()
    }),
  ),
  plantGolden(
    'resume-other-response',
    'a resumed stream ends with another response',
    'id.response-changes',
    'GW513',
    resumed((events) => set('response.id', `resp_${'5d'.repeat(25)}`)(events.at(-1) ?? {})),
  ),
]
