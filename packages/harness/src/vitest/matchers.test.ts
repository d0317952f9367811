import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'

import { eventsOf } from '../golden/events-of.ts'
import type { Golden } from '../golden/golden.ts'
import { goldenToSse } from '../golden/golden-to-frames.ts'
import { readGolden } from '../golden/read-golden.ts'
import './index.ts'

const path = fileURLToPath(new URL('../../../../goldens/openai/text.golden.jsonl', import.meta.url))
let folder = ''
let golden: Golden

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goldwire-matchers-'))
  golden = await readGolden(path)
})
afterEach(() => vi.unstubAllEnvs())
afterAll(() => rm(folder, { recursive: true }))

const sse = () => goldenToSse(golden)
const response = (text: string) => new Response(text, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } })
/** In pieces that cut characters. */
async function* inBytes(text: string) {
  const bytes = new TextEncoder().encode(text)
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7)
}
async function* inEvents() {
  for (const event of eventsOf(golden)) yield await Promise.resolve(event)
}

test('a stream in any form matches its golden and is valid', async () => {
  const forms = [() => golden, () => path, sse, () => response(sse()), () => eventsOf(golden), inEvents, () => inBytes(sse())]
  for (const form of forms) {
    await expect(form()).toMatchGolden(path)
    await expect(form()).toMatchGolden(golden, { exact: true })
    await expect(form()).toBeValidResponsesStream()
  }
})

test('a stream that diverges fails with the report, the rule and the clients', async () => {
  const broken = eventsOf(golden).filter(({ type }) => type !== 'response.content_part.added')
  await expect(expect(broken).toMatchGolden(path)).rejects.toThrow(/response\.content_part\.added is missing[\s\S]*GW603/)
  await expect(expect(broken).toBeValidResponsesStream()).rejects.toThrow(/GW603 part-added-missing/)
  await expect(broken).not.toMatchGolden(path)
  await expect(broken).not.toBeValidResponsesStream()
  await expect(expect(golden).not.toMatchGolden(path)).rejects.toThrow('expected the stream not to match')
})

test('what is known to differ is let through, by rules or by their file', async () => {
  const broken = eventsOf(golden).filter(({ type }) => type !== 'response.content_part.added')
  const rules = [{ pointer: '/**', severity: 'ignore' as const, because: 'no parts here' }]
  await expect(broken).toMatchGolden(path, { rules })
  const file = join(folder, 'rules.json')
  await writeFile(file, JSON.stringify(rules))
  await expect(broken).toMatchGolden(path, { rules: file })
  const anew = broken.map((event, index) => ({ ...event, sequence_number: index }))
  await expect(anew).toBeValidResponsesStream({ except: ['GW603'] })
})

test('a golden that is not there is named, and written when asked for, but never in CI', async () => {
  const file = join(folder, 'deep', 'new.golden.jsonl')
  await expect(expect(golden).toMatchGolden(file)).rejects.toThrow('GOLDWIRE_UPDATE=1 writes it')
  vi.stubEnv('CI', 'true')
  await expect(expect(golden).toMatchGolden(file, { update: true })).rejects.toThrow('never written in CI')
  vi.stubEnv('CI', '')
  await expect(expect(eventsOf(golden).slice(0, 4)).toMatchGolden(file, { update: true })).rejects.toThrow('the stream is not whole')
  vi.stubEnv('GOLDWIRE_UPDATE', '1')
  await expect(response(sse())).toMatchGolden(file)
  vi.unstubAllEnvs()
  expect(JSON.parse((await readFile(file, 'utf8')).split('\n')[0] ?? '')).toMatchObject({ golden: 1, name: 'new' })
  await expect(golden).toMatchGolden(file, { exact: true })
})

test('what is no stream is refused by name', async () => {
  await expect(expect(7).toBeValidResponsesStream()).rejects.toThrow('got number')
  const read = response(sse())
  await read.text()
  await expect(expect(read).toBeValidResponsesStream()).rejects.toThrow('was read already')
})

test('an error instead of a stream is not valid, however sound the error is', async () => {
  const body = { error: { message: 'The model does not exist.', type: 'invalid_request_error', param: null, code: 'model_not_found' } }
  const refused = () => Response.json(body, { status: 404 })
  await expect(expect(refused()).toBeValidResponsesStream()).rejects.toThrow('the answer is an error: HTTP 404, The model does not exist.')
  await expect(expect(JSON.stringify(body)).toBeValidResponsesStream()).rejects.toThrow('The model does not exist.')
  await expect(refused()).not.toBeValidResponsesStream()
})
