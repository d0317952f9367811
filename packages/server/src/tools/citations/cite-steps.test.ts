import { expect, test } from 'vitest'

import type { Step } from '../../engines/step.ts'
import { saying } from '../../testing/test-app.ts'
import { citeSteps } from './cite-steps.ts'
import { createSourceList } from './source-list.ts'

async function cited(steps: readonly Step[], hasSource = true): Promise<Step[]> {
  const sources = createSourceList()
  if (hasSource) sources.add({ kind: 'url', url: 'https://one.example/', title: 'One' })
  async function* source() {
    yield* steps
  }
  const read: Step[] = []
  for await (const step of citeSteps(source(), sources)) read.push(step)
  return read
}

test('an annotation follows the delta that finished its citation', async () => {
  const steps = await cited(saying('Yes [', '1', ']. ', 'And more.'))
  expect(steps.map(({ type }) => type)).toEqual([
    'item.start',
    'part.start',
    'delta',
    'delta',
    'delta',
    'annotation',
    'delta',
    'part.end',
    'item.end',
    'stop',
  ])
})

test('a citation at the very end is told before the part ends', async () => {
  const types = (await cited(saying('Yes ', '[1]'))).map(({ type }) => type)
  expect(types.slice(3, 6)).toEqual(['delta', 'annotation', 'part.end'])
})

test('without sources the steps are the same', async () => {
  const steps = saying('Yes [1] https://one.example/')
  expect(await cited(steps, false)).toEqual(steps)
})
