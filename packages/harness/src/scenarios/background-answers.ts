import { setTimeout as sleep } from 'node:timers/promises'

import type { JsonObject } from '../lint/json.ts'
import { answerOf, idOf } from './answer-of.ts'
import { BrokenOffError, UndecidedError, UnsupportedError, type BuiltinScenario } from './builtin-scenario.ts'
import { say } from './plain-answers.ts'
import type { Talk } from './talk.ts'

const unfinished = new Set(['queued', 'in_progress'])

/** Asks for a response until it is over. @throws BrokenOffError when it is not within the server's limit */
async function waitFor(talk: Talk, id: string): Promise<JsonObject> {
  const until = performance.now() + (talk.server.timeoutMs ?? 120_000)
  for (let pause = 50; performance.now() < until; pause = Math.min(pause * 2, 2_000)) {
    const answer = answerOf(await talk.endpoint('GET', `/responses/${id}`))
    if (!unfinished.has(String(answer['status']))) return answer
    await sleep(pause)
  }
  throw new BrokenOffError('the response in the background does not come to its end')
}

/** @throws UnsupportedError when `background` has no effect */
function expectBackground(answer: JsonObject): void {
  if (answer['background'] !== true)
    throw new UnsupportedError(`background: true was asked for, and the response says background: ${String(answer['background'])}`)
}

export const background: BuiltinScenario = {
  name: 'api/background',
  title: 'background: true answers at once, and the response is there to be asked for',
  async run(talk) {
    const begun = answerOf(await talk.create({ input: 'Say hello.', background: true, store: true }, ['background']))
    expectBackground(begun)
    talk.expect(unfinished.has(String(begun['status'])), '/status', `status is ${String(begun['status'])}, expected queued or in_progress`)
    const done = await waitFor(talk, idOf(begun))
    talk.expect(done['status'] === 'completed', '/status', `the response ended ${String(done['status'])}, expected completed`)
    talk.judge(await talk.send('GET', `/responses/${idOf(begun)}`))
  },
}

/** Padding and its length are drawn again for every reader. */
function withoutPadding({ obfuscation: _, ...event }: JsonObject): JsonObject {
  return event
}

export const resume: BuiltinScenario = {
  name: 'api/resume',
  title: 'GET /responses/{id}?stream=true&starting_after=N gives the rest of the stream, event by event',
  async run(talk) {
    const stream = await talk.create({ input: 'Count from 1 to 5.', background: true, store: true, stream: true }, ['background'])
    const first = answerOf(stream)
    expectBackground(first)
    talk.judge(stream)
    const { events } = stream
    for (const at of [0, Math.floor(events.length / 2), events.length - 2]) {
      const after = events[at]?.['sequence_number']
      if (!talk.expect(typeof after === 'number', '/sequence_number', 'events carry no sequence_number: nothing can be resumed')) return
      const rest = await talk.endpoint('GET', `/responses/${idOf(first)}?stream=true&starting_after=${String(after)}`)
      if (!talk.expect(rest.status === 200 && rest.framing === 'sse', '', `resuming was answered with ${rest.status}: ${say(rest.body)}`))
        return
      const wanted = events.slice(at + 1)
      const numbers = (list: readonly JsonObject[]) => list.map((each) => each['sequence_number'])
      talk.expectEqual(numbers(rest.events), numbers(wanted), '', `the numbers after ${String(after)}`)
      if (rest.events.length !== wanted.length) return
      for (const [index, event] of rest.events.entries()) {
        const original = wanted[index]
        if (original !== undefined)
          talk.expectEqual(withoutPadding(event), withoutPadding(original), '', `event ${at + 1 + index} (${event.type}) as it came first`)
      }
    }
  },
}

export const cancel: BuiltinScenario = {
  name: 'api/cancel',
  title: 'POST /responses/{id}/cancel ends a response in the background, twice if asked twice',
  async run(talk) {
    const input = 'Count from 1 to 500, in words, one number a line. Leave none out.'
    const begun = answerOf(await talk.create({ input, background: true, store: true, max_output_tokens: 2000 }, ['background']))
    expectBackground(begun)
    const path = `/responses/${idOf(begun)}/cancel`
    const { status, body } = await talk.endpoint('POST', path)
    if (!talk.expect(status === 200, '', `cancelling was answered with ${status}: ${say(body)}`)) return
    const after = await waitFor(talk, idOf(begun))
    if (after['status'] === 'completed') throw new UndecidedError('the response was over before it could be cancelled')
    talk.expect(after['status'] === 'cancelled', '/status', `the cancelled response is ${String(after['status'])}, expected cancelled`)
    talk.judge(await talk.send('GET', `/responses/${idOf(begun)}`))
    const again = await talk.send('POST', path)
    talk.expect(again.status === 200, '', `cancelling again was answered with ${again.status}, expected 200: it is idempotent`)
  },
}

export const cancelForeground: BuiltinScenario = {
  name: 'api/cancel-foreground',
  title: 'a response that was not made in the background cannot be cancelled: 400',
  async run(talk) {
    const answer = answerOf(await talk.create({ input: 'Say hello.', store: true }, ['store']))
    if (answer['store'] === false) throw new UnsupportedError('the server keeps no responses')
    const { status, body } = await talk.endpoint('POST', `/responses/${idOf(answer)}/cancel`)
    talk.expect(status === 400, '', `cancelling it was answered with ${status}: ${say(body)}, expected 400`)
  },
}
