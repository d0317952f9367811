import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readGolden } from '../golden/read-golden.ts'
import { unsoundReasons } from '../golden/soundness.ts'
import type { Finding } from './finding.ts'
import { lintStream } from './lint-stream.ts'

const corpus = process.env['GOLDWIRE_CORPUS'] ?? join(import.meta.dirname, '../../../../../shared/corpus')
const absent = !existsSync(corpus)

interface Linted {
  name: string
  provider: string
  sound: boolean
  suspect: boolean
  findings: Finding[]
}

async function lintFolder(folder: string): Promise<Linted[]> {
  return Promise.all(
    readdirSync(join(corpus, folder)).map(async (name) => {
      const golden = await readGolden(join(corpus, folder, name))
      const { provider, suspect } = golden.header
      return { name, provider, sound: unsoundReasons(golden).length === 0, suspect: suspect === true, findings: lintStream(golden) }
    }),
  )
}

const worst = (linted: Linted, severity: string) => linted.findings.filter((finding) => finding.severity === severity)

test.skipIf(absent)(
  'no sound stream of the corpus (present here) has an error',
  async () => {
    const streams = await lintFolder('openai')
    const sound = streams.filter((stream) => stream.sound)
    expect(streams).toHaveLength(409)
    expect(sound.length).toBeGreaterThan(300)
    expect(sound.flatMap((stream) => worst(stream, 'error').map(({ rule, pointer }) => `${stream.name} ${rule} ${pointer}`))).toEqual([])
    // Nor has any other stream of OpenAI or Azure, however old, that nobody edited.
    const unedited = streams.filter((stream) => !stream.suspect && stream.provider !== 'chatgpt')
    expect(unedited.flatMap((stream) => worst(stream, 'error').map(({ rule, pointer }) => `${stream.name} ${rule} ${pointer}`))).toEqual([])
  },
  120_000,
)

test.skipIf(absent)(
  'the only warnings on sound streams of the corpus (present here) are keepalives',
  async () => {
    const sound = (await lintFolder('openai')).filter((stream) => stream.sound)
    expect([...new Set(sound.flatMap((stream) => worst(stream, 'warning').map(({ rule }) => rule)))]).toEqual(['GW906 keepalive'])
  },
  120_000,
)

test.skipIf(absent)(
  'most streams of the corpus (present here) that were edited by hand show it',
  async () => {
    const suspect = (await lintFolder('openai')).filter((stream) => stream.suspect)
    const found = suspect.filter((stream) => stream.findings.some(({ severity }) => severity !== 'info'))
    expect(suspect.length).toBeGreaterThan(20)
    expect(found.length).toBeGreaterThanOrEqual(15)
  },
  120_000,
)

test.skipIf(absent)(
  'the known defects of other servers are found in the corpus (present here)',
  async () => {
    const others = await lintFolder('other')
    const has = (provider: string, rule: string) =>
      others.some((stream) => stream.provider === provider && stream.findings.some((finding) => finding.rule.startsWith(rule)))
    const known: [provider: string, rule: string, what: string][] = [
      ['github-copilot', 'GW508', 'ids of items change'],
      ['github-copilot', 'GW513', 'the id of the response changes'],
      ['openrouter', 'GW405', 'an item begins while another is open'],
      ['openrouter', 'GW207', 'fields of the response are missing'],
      ['xai', 'GW410', 'a call is announced with its arguments'],
      ['xai', 'GW701', 'a call has no arguments events'],
      ['xai', 'GW316', 'a cut answer says completed'],
      ['deepseek', 'GW512', 'ids cannot be replayed'],
    ]
    expect(known.filter(([provider, rule]) => !has(provider, rule)).map(([, , what]) => what)).toEqual([])
  },
  120_000,
)

test.skipIf(absent)(
  'bodies of OpenAI in the corpus (present here) that hold a whole Response have no error',
  async () => {
    const bodies = (await lintFolder('nonstream')).filter((body) => body.provider === 'openai' || body.provider === 'azure')
    const wrong = bodies.filter((body) => worst(body, 'error').length > 0).map((body) => body.name)
    expect(bodies.length).toBeGreaterThan(250)
    // Fixtures written by hand, and one "compatible" server whose recording calls itself openai.
    expect(wrong.filter((name) => !/local-shell-toolset|openai-compatible|phase-1\.2/.test(name))).toEqual([])
  },
  120_000,
)

test.skipIf(absent)('error bodies of the corpus (present here) that OpenAI sent have no error', async () => {
  const bodies = (await lintFolder('errors')).filter((body) => body.provider === 'openai')
  expect(bodies.flatMap((body) => worst(body, 'error').map(({ rule }) => `${body.name} ${rule}`))).toEqual([])
})
