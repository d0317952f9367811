import { expect, test } from 'vitest'

import type { Golden } from '../golden/golden.ts'
import { toScenario } from './scenario.ts'

const golden: Golden = {
  header: {
    golden: 1,
    name: 'mine/text',
    provider: 'mine',
    recorded_at: null,
    source: null,
    request: { method: 'POST', path: '/v1/responses', headers: null, body: { input: 'Hello!' } },
    response: { status: 200, headers: null, framing: 'sse' },
  },
  lines: [],
}

test('a recording that was cut short is no yardstick, and says why', () => {
  expect(toScenario(golden)?.unprovokable).toBeNull()
  const cut = { ...golden, header: { ...golden.header, cut: 'aborted by the client' } }
  expect(toScenario(cut)?.unprovokable).toBe('the golden is not whole: aborted by the client')
})

test('a recording without a request body is no scenario', () => {
  expect(toScenario({ ...golden, header: { ...golden.header, request: null } })).toBeUndefined()
})
