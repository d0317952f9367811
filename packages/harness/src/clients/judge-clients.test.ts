import { expect, test } from 'vitest'

import { rules } from '../lint/rules.ts'
import { clientProfiles } from './client-profiles.ts'
import { judgeClients } from './judge-clients.ts'

const finding = (rule: string, severity: 'error' | 'warning' | 'info' = 'error') => ({ rule, severity, event: 0, pointer: '', message: '' })
const broken = (...given: string[]) =>
  judgeClients(given.map((rule) => finding(rule)))
    .filter((each) => each.verdict === 'breaks')
    .map((each) => each.client)

test('every rule a profile names exists', () => {
  const ids = new Set(rules.map((rule) => rule.id))
  const unknown = clientProfiles.flatMap((profile) => profile.breaksOn.filter((id) => !ids.has(id)).map((id) => `${profile.client}: ${id}`))
  expect(unknown).toEqual([])
})

test('a stream without findings breaks nobody', () => {
  expect(broken()).toEqual([])
})

test('a missing sequence_number breaks clients of closed types and not openai-node', () => {
  expect(broken('GW102 sequence-missing')).toEqual(['Grok CLI', 'async-openai'])
})

test('a stream without a terminal event breaks Codex, and says why', () => {
  const codex = judgeClients([finding('GW301 no-terminal-event')]).find((each) => each.client === 'Codex CLI')
  expect(codex).toEqual({ client: 'Codex CLI', verdict: 'breaks', because: ['GW301 no-terminal-event'] })
})

test('notes break nobody', () => {
  expect(judgeClients([finding('GW102 sequence-missing', 'info')]).every((each) => each.verdict === 'ok')).toBe(true)
})
