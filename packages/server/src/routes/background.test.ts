import { expect, test } from 'vitest'

import { askInProcess, eventsOf } from '../testing/matrix.ts'
import { createTestApp } from '../testing/test-app.ts'

test('a background response is queued, runs by itself, and can be read from the start or the middle', async () => {
  const ask = askInProcess(createTestApp())
  const { status, text } = await ask({ body: { model: 'test-model', input: 'Hi', background: true, stream: true } })
  expect(status).toBe(200)
  const events = await eventsOf(text)
  expect(events.slice(0, 3).map((event) => event.type)).toEqual(['response.created', 'response.queued', 'response.in_progress'])
  expect(text).not.toContain('obfuscation')
})
