import { parseStreamText } from '@goldwire/harness'
import { expect, test } from 'vitest'

import { createPageRoom } from './page-room.ts'
import { lintPage, viewPage } from './pages.ts'

const stream = (size: number) =>
  parseStreamText(`event: response.created\ndata: {"type":"response.created","x":"${'x'.repeat(size)}"}\n\n`, 'a.sse')

test('a page takes streams while there is room, and smaller ones after one that is too large', () => {
  const room = createPageRoom(1000)
  expect([room.take(stream(500)), room.take(stream(900)), room.take(stream(50))]).toEqual([true, false, true])
  expect([room.mayHold(1), room.mayHold(1000)]).toEqual([true, false])
})

test('streams with errors have the first right to the room; what is left out keeps its findings and says why', async () => {
  const big = stream(40 * 1024 * 1024)
  const error = { rule: 'GW102 sequence-missing', severity: 'error' as const, event: 0, pointer: '', message: 'm' }
  const files = [
    { file: 'clean.sse', events: 1, findings: [] },
    { file: 'bad.sse', events: 1, findings: [error] },
    { file: 'gone.sse', events: 1, findings: [error] },
  ]
  const { scenarios } = await lintPage(files, async (file) => (file === 'gone.sse' ? Promise.reject(new Error('gone')) : big))
  expect(scenarios.map((each) => each.actual !== undefined)).toEqual([false, true, false])
  expect(scenarios[0]?.reason).toContain('too large')
  expect(scenarios[2]?.findings).toEqual([error])
  const view = viewPage([
    { file: 'a', golden: big, findings: [] },
    { file: 'b', golden: big, findings: [] },
  ])
  expect(view.scenarios.map((each) => each.actual !== undefined)).toEqual([true, false])
})
