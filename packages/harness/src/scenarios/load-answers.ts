import type { Capture } from '../check/capture-response.ts'
import { answerOf } from './answer-of.ts'
import { BrokenOffError, UndecidedError, type BuiltinScenario } from './builtin-scenario.ts'

const STREAMS = 8
/** Milliseconds until a wait shows. */
const NOTICEABLE = 250
const ends = new Set(['response.completed', 'response.incomplete'])

export const underLoad: BuiltinScenario = {
  name: 'api/under-load',
  title: 'eight streams at once: each begins when its request is taken, and ends as streams end',
  async run(talk) {
    const body = { model: talk.server.model, input: 'Count from 1 to 100.', stream: true, max_output_tokens: 300 }
    const captures = await Promise.all(Array.from({ length: STREAMS }, () => talk.send('POST', '/responses', body)))
    // Whoever limits requests answers some with 429, which is right.
    const streams = captures.filter(({ status, framing }) => status === 200 && framing === 'sse')
    if (streams.length === 0) throw new BrokenOffError(`none of ${STREAMS} requests at once was answered with a stream`)
    const broken = streams.filter(({ events }) => !ends.has(events.at(-1)?.type ?? ''))
    if (broken[0] !== undefined) {
      talk.judge(broken[0])
      const message = `${broken.length} of ${STREAMS} streams at once did not come to their end (the last event: ${broken[0].events.at(-1)?.type ?? 'none'})`
      talk.expect(false, '', message, { rule: 'GW301 no-terminal-event' })
    }
    const [slowest] = streams.flatMap(waitOf).toSorted((a, b) => b.until - a.until)
    if (slowest === undefined || slowest.until < NOTICEABLE) {
      if (broken.length > 0) return
      throw new UndecidedError('the server answers too fast to tell')
    }
    const { t, until } = slowest
    const message = `response.created comes ${Math.round(t)} ms after the request and ${Math.round(until - t)} ms before the first item: with the first token, so that a run without tokens has none`
    talk.expect(until - t > until / 20, '', message, { severity: 'warning', rule: 'GW021 created-late' })
  },
}

/** When `response.created` and the first item came. */
function waitOf({ frames, events }: Capture): { t: number; until: number }[] {
  const from = frames.length - events.length
  const [t, until] = ['response.created', 'response.output_item.added'].map((type) => {
    const at = events.findIndex((event) => event.type === type)
    // A frame that is no event comes at the end, if at all.
    return at < 0 || from > 1 ? undefined : frames[at]?.t
  })
  return t === undefined || until === undefined ? [] : [{ t, until }]
}

/** Milliseconds after which seconds tell the begin from the end. */
const LONG = 2_500

export const timestamps: BuiltinScenario = {
  name: 'api/timestamps',
  title: 'created_at is when the response began, completed_at when it ended',
  async run(talk) {
    const ask = async (input: string, tokens: number) => {
      const sent = Date.now() / 1000
      const stream = await talk.create({ input, stream: true, max_output_tokens: tokens })
      const took = (stream.frames.at(-1)?.t ?? 0) - (stream.frames[0]?.t ?? 0)
      const { created_at: from, completed_at: to } = answerOf(stream)
      return { took, from, to, late: typeof from === 'number' ? from - sent : 0 }
    }
    const short = await ask('Say hello.', 100)
    for (const tokens of [500, 2_000, 8_000]) {
      const { took, from, to, late } = await ask('Count from 1 to 1000. Write every number, leave none out.', tokens)
      if (took < LONG || typeof from !== 'number') continue
      const seconds = `the response took ${(took / 1000).toFixed(1)} s`
      talk.expect(from !== to, '/response/created_at', `${seconds}, and created_at and completed_at are both ${from}`, RULE)
      // Against the short one, so that clocks may differ: both have seconds only.
      const isLate = late - short.late >= took / 1000 - 1.2
      talk.expect(!isLate, '/response/created_at', `${seconds}, and created_at is when it ended, not when it began`, RULE)
      return
    }
    throw new UndecidedError('the server answers too fast to tell')
  },
}

const RULE = { rule: 'GW318 times' }
