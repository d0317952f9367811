import type { ServerMessage } from '@goldwire/schemas'
import { startServer } from '@goldwire/server'
import { callScript, createScriptedEngine, type ScriptEntry, textScript } from '@goldwire/server/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { lintedLanes } from './linted-lanes.ts'
import { connect, endedCount } from './websocket-client.ts'

/** One request: its lane, what the engine does with it, and whether it is steered as soon as it exists. */
const turn = fc.record({
  lane: fc.constantFrom('a', 'b', 'c', null),
  does: fc.constantFrom('text', 'text', 'call', 'fail', 'throw', 'refuse'),
  deltas: fc.integer({ min: 1, max: 6 }),
  pause: fc.integer({ min: 0, max: 2 }),
  steered: fc.boolean(),
  gap: fc.integer({ min: 0, max: 3 }),
})

function script(does: string, deltas: number, pause: number): ScriptEntry[] {
  if (does === 'throw') throw new Error('thrown before the first step')
  const pieces = Array.from({ length: deltas }, (_, index) => `${index} `)
  const steps = does === 'call' ? callScript('look', ['{', ...pieces.map(() => ' '), '}']) : textScript(pieces)
  const whole: ScriptEntry[] =
    does === 'fail' ? [...steps.slice(0, 3), { type: 'fail', error: { code: 'server_error', message: 'No.' } }] : steps
  return whole.flatMap((step): ScriptEntry[] => (pause === 0 ? [step] : [{ type: 'wait', ms: pause }, step]))
}

const engine = createScriptedEngine({
  script: ({ items }) => {
    const [, does = 'text', deltas = '1', pause = '0'] = /(\w+) (\d) (\d) end/.exec(JSON.stringify(items)) ?? []
    return script(does, Number(deltas), Number(pause))
  },
})

const orderIn = (messages: readonly ServerMessage[], lane: string | null) =>
  messages.flatMap((message) => {
    if ((message.stream_id ?? null) !== lane) return []
    if (message.type === 'response.created' && message.response.previous_response_id === null)
      return [Number(message.response.metadata?.['n'])]
    return []
  })

test('however requests of several lanes, failures and steering interleave, every stream is sound and every lane in order', async () => {
  await using server = await startServer({ engine })
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 12 }), async (turns) => {
      await using client = await connect(server.url)
      const steering = (async () => {
        const steered = new Set<string>()
        const isNew = (message: ServerMessage) =>
          message.type === 'response.created' &&
          turns[Number(message.response.metadata?.['n'])]?.steered === true &&
          message.response.previous_response_id === null &&
          !steered.has(message.response.id)
        const expected = turns.filter(
          ({ does, steered: isSteered }) => isSteered && (does === 'text' || does === 'call' || does === 'fail'),
        )
        while (steered.size < expected.length) {
          await client.until((messages) => messages.some(isNew))
          const created = client.messages.find(isNew)
          if (created?.type !== 'response.created') continue
          steered.add(created.response.id)
          client.send({ type: 'response.steer', previous_response_id: created.response.id, input: 'text 1 0 end' })
        }
        return steered
      })()
      for (const [index, { lane, does, deltas, pause, gap }] of turns.entries()) {
        if (gap > 0) await new Promise((resolve) => setTimeout(resolve, gap))
        client.send({
          type: 'response.create',
          model: does === 'refuse' ? 'no-such-model' : 'scripted',
          input: `${does} ${deltas} ${pause} end`,
          store: index % 2 === 0,
          metadata: { n: String(index) },
          tools: [{ type: 'function', name: 'look', parameters: null, strict: false }],
          ...(lane === null ? {} : { stream_id: lane }),
        })
      }
      const steered = await steering
      const fates = (messages: readonly ServerMessage[]) =>
        messages.filter(
          (message) =>
            message.type === 'response.steer.pending' ||
            message.type === 'response.steer.failed' ||
            (message.type === 'response.created' && message.response.previous_response_id !== null),
        ).length
      const successors = (messages: readonly ServerMessage[]) =>
        messages.filter((message) => message.type === 'response.created' && message.response.previous_response_id !== null).length
      await client.until((messages) => fates(messages) === steered.size && endedCount(messages) === turns.length + successors(messages))

      const streams = lintedLanes(client.messages)
      for (const { type } of client.messages) seen.add(type)
      for (const { response } of streams) seen.add(response.incomplete_details?.reason ?? '')
      for (const lane of ['a', 'b', 'c', null]) {
        const expected = turns.flatMap((one, index) => (one.lane === lane && one.does !== 'throw' && one.does !== 'refuse' ? [index] : []))
        expect(orderIn(client.messages, lane)).toEqual(expected)
        const running = client.messages.filter((message) => (message.stream_id ?? null) === lane)
        let open = 0
        for (const { type } of running) {
          if (type === 'response.created') open += 1
          if (type === 'response.completed' || type === 'response.incomplete' || type === 'response.failed') open -= 1
          expect(open).toBeLessThanOrEqual(1)
        }
      }
      for (const { response } of streams) expect(['completed', 'incomplete', 'failed']).toContain(response.status)
    }),
    { numRuns: 60 },
  )
  // Not a property of the server, but of this test: it has been everywhere.
  for (const one of ['response.steer.accepted', 'response.steer.pending', 'response.steer.failed', 'steered', 'error'])
    expect(seen).toContain(one)
})
