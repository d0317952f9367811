import { expect, test } from 'vitest'
import { lintStream } from './lint-stream.ts'

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('an event called %s is an unknown event and nothing else', (type) => {
  for (const profile of ['openai', 'open-responses'] as const) {
    const [unknown] = lintStream([{ type, sequence_number: 0 }], { profile })
    expect(unknown).toMatchObject({ rule: 'GW205 unknown-event', message: `No event of the API is named "${type}"` })
  }
})

test('an event nested thousands of levels deep is one finding, and the events after it are judged', () => {
  const deep = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`) as unknown
  const found = lintStream([
    { type: 'response.created', sequence_number: 0, response: { metadata: deep } },
    { type: 'ping', sequence_number: 1 },
  ])
  const rules = found.map(({ rule, event }) => `${rule.slice(0, 5)} ${event}`)
  expect(rules).toContain('GW019 0')
  expect(rules).toContain('GW205 1')
})
