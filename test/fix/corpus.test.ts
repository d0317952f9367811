import { eventsOf, type Golden, lintStream, readGolden, unsoundReasons } from '@goldwire/harness'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

import { repairGolden } from './repair-golden.ts'
import { deltaTexts, sameTexts, toldTexts } from './texts.ts'

const corpus = process.env['GOLDWIRE_CORPUS'] ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url))
const isAbsent = !existsSync(corpus)

async function streamsIn(folder: string): Promise<{ file: string; golden: Golden }[]> {
  const streams: { file: string; golden: Golden }[] = []
  for (const file of readdirSync(join(corpus, folder)).sort()) {
    const golden = await readGolden(join(corpus, folder, file))
    if (['sse', 'data-only'].includes(golden.header.response.framing)) streams.push({ file, golden })
  }
  return streams
}

const errorsOf = (golden: Golden | null) =>
  (golden === null ? ['nothing came out'] : lintStream(golden)).filter(
    (finding) => typeof finding === 'string' || finding.severity === 'error',
  )

test.skipIf(isAbsent)('captures of other servers come out without an error, with their texts (corpus)', async () => {
  const streams = await streamsIn('other')
  expect(streams.length).toBeGreaterThan(30)
  for (const { file, golden } of streams) {
    const { golden: repaired, events } = repairGolden(golden)
    expect({ file, errors: errorsOf(repaired) }).toEqual({ file, errors: [] })
    expect({ file, same: sameTexts(toldTexts(eventsOf(golden)), deltaTexts(events)) }).toEqual({ file, same: true })
  }
})

test.skipIf(isAbsent)('sound captures come out equal, value for value, but for those that say when and how (corpus)', async () => {
  const streams = (await streamsIn('openai')).filter(({ golden }) => unsoundReasons(golden).length === 0)
  const differing: string[] = []
  for (const { file, golden } of streams) {
    const input = eventsOf(golden)
    const { events } = repairGolden(golden)
    expect({ file, same: sameTexts(toldTexts(input), deltaTexts(events)) }).toEqual({ file, same: true })
    if (canonical(input) === canonical(events)) continue
    const created = input.find((event) => event['response'] !== undefined)?.['response'] as { created_at?: unknown } | undefined
    // the recorder replaced the time; it says the same as a server that does not know what time it is
    if (created?.created_at === 0) continue
    // a resumed stream: the proxy asks for it from its start
    if (input[0]?.['type'] !== 'response.created') continue
    differing.push(file)
  }
  expect(streams.length).toBeGreaterThan(300)
  expect(differing).toEqual([])
})

test.skipIf(isAbsent)('suspect captures come out without an error or as failed (corpus)', async () => {
  const streams = (await streamsIn('openai')).filter(({ golden }) => unsoundReasons(golden).length > 0)
  const wrong: string[] = []
  for (const { file, golden } of streams) {
    if (eventsOf(golden)[0]?.['type'] !== 'response.created') continue
    const [error] = errorsOf(repairGolden(golden).golden)
    if (error !== undefined) wrong.push(`${file} ${JSON.stringify(error)}`)
  }
  expect(wrong).toEqual([])
})

/** Events as text, whatever the order of their keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
