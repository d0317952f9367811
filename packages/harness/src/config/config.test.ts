import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Finding } from '../lint/finding.ts'
import { createConfigFilter } from './apply-config.ts'
import { ConfigError, parseConfig, readConfig } from './read-config.ts'

const finding = (rule: string, pointer = ''): Finding => ({ rule, severity: 'error', event: 3, pointer, message: 'x' })
const wrong = (text: string) => {
  try {
    parseConfig(text, 'goldwire.config.json')
  } catch (error) {
    if (error instanceof ConfigError) return error.message
  }
  return 'nothing'
}

test('a configuration is found upwards, a named one wins, none is no error', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'goldwire-config-'))
  try {
    const deep = join(folder, 'a', 'b')
    await mkdir(deep, { recursive: true })
    expect(await readConfig(null, deep)).toEqual({ file: null, config: {} })
    await writeFile(join(folder, 'goldwire.config.json'), '{"severity":{"GW405":"info"}}')
    expect(await readConfig(null, deep)).toEqual({ file: join(folder, 'goldwire.config.json'), config: { severity: { GW405: 'info' } } })
    await writeFile(join(folder, 'a', 'other.json'), '{}')
    expect(await readConfig('../other.json', deep)).toEqual({ file: join(folder, 'a', 'other.json'), config: {} })
    await expect(readConfig('absent.json', deep)).rejects.toThrow(/absent\.json cannot be read/)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('a configuration that cannot be used says where and why', () => {
  expect(wrong('{')).toMatch(/^goldwire\.config\.json is not JSON: /)
  expect(wrong('{"suppress":[{"rule":"GW405"}]}')).toMatch(/suppress\.0\.because/)
  expect(wrong('{"suppress":[{"rule":"GW405","because":" "}]}')).toMatch(/say why this finding is accepted/)
  expect(wrong('{"suppress":[{"rule":"overlap","because":"x"}]}')).toMatch(/suppress\.0\.rule: must be the id of a rule/)
  expect(wrong('{"suppress":[{"rule":"GW999","because":"x"}]}')).toMatch(/there is no rule GW999/)
  expect(wrong('{"severity":{"GW405":"loud"}}')).toMatch(/severity\.GW405/)
  expect(wrong('{"supress":[]}')).toMatch(/supress/)
})

test('a suppression takes away what fits all it says, and nothing else', () => {
  const filter = createConfigFilter({
    suppress: [
      { rule: 'GW405', file: 'vllm/**', because: 'known, upstream#1' },
      { rule: 'GW207', pointer: '/response/tools/*/name', server: 'http://127.0.0.1:8080', because: 'old server' },
      { rule: 'GW301', because: 'never happens' },
    ],
  })
  const rules = (findings: readonly Finding[]) => findings.map(({ rule }) => rule.slice(0, 5))
  const inFile = filter.apply([finding('GW405 items-overlap'), finding('GW101 sequence-gap')], { file: 'captures/vllm/text.jsonl' })
  expect([rules(inFile.findings), rules(inFile.suppressed)]).toEqual([['GW101'], ['GW405']])
  expect(rules(filter.apply([finding('GW405 items-overlap')], { file: 'captures/ollama/text.jsonl' }).findings)).toEqual(['GW405'])
  const named = [finding('GW207 x', '/response/tools/0/name'), finding('GW207 x', '/response/tools/0/strict')]
  expect(rules(filter.apply(named, { server: 'http://127.0.0.1:8080/v1' }).suppressed)).toEqual(['GW207'])
  expect(rules(filter.apply(named, { server: 'http://127.0.0.1:9090/v1' }).suppressed)).toEqual([])
  expect(filter.unused().map(({ rule }) => rule)).toEqual(['GW301'])
})

test('severities are those of the configuration, and a rule that is off says nothing', () => {
  const filter = createConfigFilter({ severity: { GW405: 'error', GW101: 'off' } })
  const { findings, suppressed } = filter.apply([{ ...finding('GW405 x'), severity: 'warning' }, finding('GW101 y')], {})
  expect(findings.map(({ severity }) => severity)).toEqual(['error'])
  expect(suppressed).toEqual([])
})

test('two stars in a pointer stand for any depth', () => {
  const filter = createConfigFilter({ suppress: [{ rule: 'GW201', pointer: '/response/**', because: 'x' }] })
  const taken = (pointer: string) => filter.apply([finding('GW201 x', pointer)], {}).suppressed.length
  expect([taken('/response'), taken('/response/a/b'), taken('/responses'), taken('/item')]).toEqual([1, 1, 0, 0])
})
