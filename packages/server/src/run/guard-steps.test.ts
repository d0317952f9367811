import { expect, test } from 'vitest'

import type { Step } from '../engines/step.ts'
import { ApiError } from './api-error.ts'
import { guardSteps } from './guard-steps.ts'

const step: Step = { type: 'part.end' }

async function collect(steps: AsyncIterable<Step>): Promise<Step[]> {
  const all: Step[] = []
  for await (const one of steps) all.push(one)
  return all
}

function engine(run: () => AsyncGenerator<Step>) {
  const state = { left: false }
  async function* generate(): AsyncGenerator<Step> {
    try {
      yield* run()
    } finally {
      state.left = true
    }
  }
  return { state, steps: generate() }
}

async function* endless(): AsyncGenerator<Step> {
  for (;;) yield step
}

// eslint-disable-next-line require-yield
async function* stuck(): AsyncGenerator<Step> {
  await new Promise(() => undefined)
}

test('the engine starts before anybody reads, and its refusal is known', async () => {
  const { first } = guardSteps(
    engine(async function* () {
      if (step.type === 'part.end') throw new ApiError({ code: 'invalid_value', message: 'No.' })
      yield step
    }).steps,
    new AbortController().signal,
  )
  await expect(first).rejects.toThrow('No.')
})

test('an abort ends the steps of an engine that does not listen', async () => {
  const controller = new AbortController()
  const { first, steps } = guardSteps(engine(stuck).steps, controller.signal)
  setTimeout(() => controller.abort(), 5)
  await first
  expect(await collect(steps)).toEqual([])
})

test('an abort with a reason of the API is told as a failure', async () => {
  const controller = new AbortController()
  const { steps } = guardSteps(engine(stuck).steps, controller.signal)
  setTimeout(() => controller.abort(new ApiError({ code: 'server_is_overloaded', message: 'Closing.' })), 5)
  expect(await collect(steps)).toEqual([
    {
      type: 'fail',
      error: { code: 'server_is_overloaded', message: 'Closing.' },
      event: { type: 'service_unavailable_error', param: null },
    },
  ])
})

test('an engine that waits with its first step in hand is left when nobody ever reads', async () => {
  const controller = new AbortController()
  const { state, steps } = engine(endless)
  const { first } = guardSteps(steps, controller.signal)
  await first
  expect(state.left).toBe(false)
  controller.abort()
  await new Promise((resolve) => setImmediate(resolve))
  expect(state.left).toBe(true)
})

test('who leaves early leaves the engine too', async () => {
  const { state, steps } = engine(endless)
  let count = 0
  for await (const _ of guardSteps(steps, new AbortController().signal).steps) if (++count === 3) break
  await new Promise((resolve) => setImmediate(resolve))
  expect(state.left).toBe(true)
})

test('a signal that was aborted before starts nothing', async () => {
  const { steps } = guardSteps(engine(endless).steps, AbortSignal.abort())
  expect(await collect(steps)).toEqual([])
})
