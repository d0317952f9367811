import { expect, test } from 'vitest'

import type { Step } from '../engines/step.ts'
import { createCountingIds, plainBase, runSteps, stampAll, stop } from '../testing/run-steps.ts'
import { ApiError } from './api-error.ts'
import { emit, emitStamped } from './emit.ts'
import { createObfuscate } from './obfuscation.ts'
import { createSeededBytes } from './random-bytes.ts'

const steps: Step[] = [
  { type: 'item.start', item: { type: 'message' } },
  { type: 'part.start', part: 'output_text' },
  { type: 'delta', delta: 'Hi' },
  { type: 'part.end' },
  { type: 'item.end' },
  stop,
]
const options = () => ({ ids: createCountingIds(), now: () => (plainBase.created_at + 10) * 1000 })

async function* from(given: readonly Step[], thrown?: unknown): AsyncGenerator<Step> {
  yield* given
  if (thrown !== undefined) throw thrown
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const one of source) all.push(one)
  return all
}

test('the stream is what the emitter makes of the steps', async () => {
  expect(await collect(emit(from(steps), plainBase, options()))).toEqual(runSteps(steps))
})

test('stamped, it is numbered and padded; in the background it is not padded', async () => {
  const obfuscate = () => createObfuscate(createSeededBytes(1))
  expect(await collect(emitStamped(from(steps), plainBase, { ...options(), obfuscate: obfuscate() }))).toEqual(stampAll(runSteps(steps)))
  const base = { ...plainBase, background: true }
  const background = await collect(emitStamped(from(steps), base, { ...options(), obfuscate: obfuscate() }))
  expect(background).toEqual(stampAll(runSteps(steps, { base }), { obfuscated: false }))
})

test('leaving early stops the engine', async () => {
  let left = false
  async function* endless(): AsyncGenerator<Step> {
    try {
      yield* steps.slice(0, 2)
      for (;;) yield { type: 'delta', delta: 'x' }
    } finally {
      left = true
    }
  }
  let seen = 0
  for await (const _event of emit(endless(), plainBase, options())) {
    seen += 1
    if (seen === 100) break
  }
  expect(left).toBe(true)
})

test('after the end of the response the engine is asked for nothing more', async () => {
  let asked = false
  async function* talkative(): AsyncGenerator<Step> {
    yield* steps
    asked = true
    yield { type: 'delta', delta: 'x' }
  }
  await collect(emit(talkative(), plainBase, options()))
  expect(asked).toBe(false)
})

test('what an engine throws is told without details, and reported', async () => {
  const thrown = new Error('/secret/path is missing')
  const reported: unknown[] = []
  const events = await collect(emit(from(steps.slice(0, 3), thrown), plainBase, { ...options(), onError: (error) => reported.push(error) }))
  expect(reported).toEqual([thrown])
  expect(events.slice(-2)).toMatchObject([
    { type: 'error', error: { type: 'server_error', code: 'server_error', param: null } },
    { type: 'response.failed', response: { output: [{ status: 'incomplete', content: [{ text: 'Hi' }] }] } },
  ])
  expect(JSON.stringify(events)).not.toContain('secret')
})

test('an ApiError in mid-stream keeps its code, message and param', async () => {
  const thrown = new ApiError({ code: 'context_length_exceeded', message: 'Too long.', param: 'input' })
  const events = await collect(emit(from([], thrown), plainBase, options()))
  expect(events.slice(-2)).toMatchObject([
    { error: { type: 'invalid_request_error', code: 'context_length_exceeded', message: 'Too long.', param: 'input' } },
    { response: { status: 'failed', error: { code: 'context_length_exceeded', message: 'Too long.' } } },
  ])
})

test('an engine that was told to stop has not failed', async () => {
  const signal = AbortSignal.abort()
  const events = await collect(emit(from(steps.slice(0, 3), signal.reason), plainBase, { ...options(), signal }))
  expect(events.at(-1)?.type).toBe('response.output_text.delta')
  const silent = await collect(emit(from(steps.slice(0, 3)), plainBase, { ...options(), signal }))
  expect(silent.at(-1)?.type).toBe('response.output_text.delta')
})

test('an engine that yields nonsense fails the response, not the server', async () => {
  const events = await collect(emit(from([{ type: 'part.end' }]), plainBase, options()))
  expect(events.map(({ type }) => type)).toEqual(['response.created', 'response.in_progress', 'error', 'response.failed'])
})
