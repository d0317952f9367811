import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { main } from '../main.ts'
import type { Terminal } from '../terminal.ts'

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' }
  const terminal: Terminal = {
    out: (words) => void (said.out += words),
    err: (words) => void (said.err += words),
    colour: false,
    interactive: false,
    stdin: async function* () {},
  }
  const code = await main(['node', 'goldwire', ...args], terminal)
  return { code, ...said }
}

test('rules lists every rule, and explains one by its id or name', async () => {
  const all = await run('rules')
  expect(all.code).toBe(0)
  expect(all.out).toMatch(/GW405 items-overlap +warning/)
  const { rules } = JSON.parse((await run('rules', '--json')).out) as { rules: { id: string; why: string; threads: string[] }[] }
  expect(all.out).toContain(`${rules.length} rules;`)
  expect((await run('rules', 'items-overlap')).out).toContain('Seen in: oh-my-pi#1880')
  expect((await run('rules', 'gw405')).out).toContain('https://')
  const group = JSON.parse((await run('rules', 'GW1', '--json')).out) as { rules: { id: string }[] }
  expect(group.rules.every(({ id }) => id.startsWith('GW1'))).toBe(true)
})

test('a rule that does not exist is a usage error that helps', async () => {
  const { code, err } = await run('rules', 'overlap')
  expect([code, err]).toEqual([2, 'goldwire: there is no rule overlap; did you mean GW405 items-overlap?\n'])
  expect((await run('rules', 'GW999')).code).toBe(2)
})

test('a configuration suppresses findings with a reason, and says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'goldwire-lint-'))
  const before = process.cwd()
  try {
    const stream = join(folder, 'empty.sse')
    const config = join(folder, 'mine.json')
    await writeFile(stream, ': nothing comes\n\n')
    expect((await run('lint', stream)).code).toBe(1)
    await writeFile(
      config,
      JSON.stringify({
        suppress: [
          { rule: 'GW014', file: '*.sse', because: 'the server is being rebuilt' },
          { rule: 'GW405', because: 'old' },
        ],
      }),
    )
    const kept = await run('lint', stream, '--config', config)
    expect(kept.code).toBe(0)
    expect(kept.err).toBe(`1 finding suppressed by ${config}\n${config}: nothing to suppress for GW405 (old)\n`)
    const json = JSON.parse((await run('lint', stream, '--config', config, '--json')).out) as Record<string, unknown>
    expect(json['config']).toMatchObject({ file: config, suppressed: 1, unused: [{ rule: 'GW405' }] })
    // From inside a folder, too: the path is the whole one.
    await writeFile(config, JSON.stringify({ suppress: [{ rule: 'GW014', file: `${basename(folder)}/**`, because: 'is being rebuilt' }] }))
    process.chdir(folder)
    expect((await run('lint', 'empty.sse', '--config', 'mine.json')).code).toBe(0)
    await writeFile(config, '{"supress":[]}')
    expect((await run('lint', stream, '--config', config)).err).toContain('the whole: Unrecognized key: "supress"')
    await writeFile(config, '{"suppress":[{"rule":"GW014"}]}')
    const refused = await run('lint', stream, '--config', config)
    expect([refused.code, refused.err.includes('suppress.0.because')]).toEqual([2, true])
  } finally {
    process.chdir(before)
    await rm(folder, { recursive: true })
  }
})
