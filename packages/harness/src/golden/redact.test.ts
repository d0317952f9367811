import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Golden, GoldenHeader } from './golden.ts'
import { goldenToSse } from './golden-to-frames.ts'
import { parseGolden } from './parse-golden.ts'
import { readGolden } from './read-golden.ts'
import { redactGolden } from './redact.ts'
import { maskOf } from './secret-masks.ts'
import { encodeGolden, writeGolden } from './write-golden.ts'

const corpus = process.env['GOLDWIRE_CORPUS'] ?? join(import.meta.dirname, '../../../../../shared/corpus')

const header: GoldenHeader = {
  golden: 1,
  name: 'test/secrets',
  provider: 'test',
  recorded_at: null,
  source: null,
  request: { method: 'POST', path: '/v1/responses', headers: {}, body: {} },
  response: { status: 200, headers: {}, framing: 'sse' },
}

function golden(
  request: Partial<NonNullable<GoldenHeader['request']>>,
  response: Record<string, string> = {},
  data: unknown[] = [],
): Golden {
  return {
    header: {
      ...header,
      request: { method: 'POST', path: '/v1/responses', headers: {}, body: {}, ...request },
      response: { ...header.response, headers: response },
    },
    lines: data.map((one) => ({ t: 1, event: null, data: one })),
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const random = (length: number) => fc.string({ unit: fc.constantFrom(...Array.from(alphabet)), minLength: length, maxLength: length + 20 })
const secret = fc.oneof(
  random(24).map((text) => `sk-proj-${text}`),
  random(24).map((text) => `sk-${text}`),
  random(16).map((text) => `org-${text}`),
  random(16).map((text) => `proj_${text}`),
  random(30).map((text) => `gsk_${text}`),
  random(36).map((text) => `ghp_${text}`),
  fc.tuple(random(20), random(20), random(20)).map((parts) => `eyJ${parts.join('.')}`),
)

/** The ways a known kind of secret gets into a capture. */
const places: Record<string, (planted: string) => Golden> = {
  'the authorization header': (key) => golden({ headers: { authorization: `Bearer ${key}` } }),
  'a header of any case': (key) => golden({ headers: { 'Api-Key': key } }),
  'the cookies': (key) => golden({ headers: { cookie: `session=${key}; a=b` } }, { 'set-cookie': `__cf_bm=${key}; path=/` }),
  'the organisation header': (key) => golden({}, { 'openai-organization': key, 'openai-project': key }),
  'an unknown header': (key) => golden({ headers: { 'x-corp-auth-v2': key } }),
  'the query': (key) => golden({ path: `/v1/responses?api-key=${encodeURIComponent(key)}&x=1` }),
  'a URL with credentials': (key) => golden({ body: { tools: [{ type: 'mcp', server_url: `https://user:${key}@host/mcp` }] } }),
  'the headers of an MCP tool': (key) =>
    golden({ body: { tools: [{ type: 'mcp', headers: { 'X-Token': key } }] } }, {}, [{ tools: [{ headers: { 'X-Token': key } }] }]),
  'the authorization of an MCP tool': (key) => golden({ body: { tools: [{ type: 'mcp', authorization: key }] } }),
  'the secret of a container domain': (key) =>
    golden({ body: { domain_secrets: [{ domain: 'd', name: 'KEY', value: key }], metadata: { api_key: key } } }),
  'the input': (key) => golden({ body: { input: `my key is ${key}, keep it` } }),
  'an object key': (key) => golden({ body: { metadata: { [key]: 'x' } } }),
  'an error message': (key) => golden({}, {}, [{ type: 'error', error: { message: `Incorrect API key provided: ${key}.` } }]),
  'a line of JSON inside a string': (key) => golden({}, {}, [{ type: 'x', arguments: JSON.stringify({ text: `key:\n${key}\n` }) }]),
  'JSON inside a string': (key) => golden({}, {}, [{ arguments: JSON.stringify({ nested: JSON.stringify({ key }) }) }]),
}

test.each(Object.entries(places))('a secret in %s is gone from the file, and lengths stay', (_, plant) => {
  fc.assert(
    fc.property(secret, (planted) => {
      const before = plant(planted)
      const after = redactGolden(before)
      const text = encodeGolden(after)
      expect(text).not.toContain(planted)
      expect(text).not.toContain(encodeURIComponent(planted))
      expect(text.length).toBe(encodeGolden(before).length)
      expect(encodeGolden(redactGolden(after))).toBe(text)
    }),
    { numRuns: 40 },
  )
})

test('a secret of no known form is gone when the caller names it, also where JSON escapes it', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 8, maxLength: 20 }), (planted) => {
      fc.pre(planted.trim().length >= 4 && !'REDACTED1xxxxxxxxxxxxxxxxx'.includes(planted.trim()))
      const before = golden({ body: { input: `a ${planted} b` } }, {}, [{ type: 'x', text: [planted] }])
      const after = redactGolden(before, { secrets: [planted] })
      const values = JSON.stringify([after.header.request?.body, after.lines])
      expect(values).not.toContain(JSON.stringify(planted).slice(1, -1))
    }),
  )
})

test('a secret spread over deltas is gone, and the deltas still add up to the text', () => {
  fc.assert(
    fc.property(secret, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 40, maxLength: 40 }), (planted, cuts) => {
      const text = `The key is ${planted} as you asked.`
      const deltas: string[] = []
      for (let at = 0, cut = 0; at < text.length; cut++) {
        const size = cuts[cut % cuts.length] ?? 1
        deltas.push(text.slice(at, at + size))
        at += size
      }
      const events = deltas.map((delta) => ({ type: 'response.output_text.delta', item_id: 'm', output_index: 0, content_index: 0, delta }))
      for (const done of [[{ type: 'response.output_text.done', text }], []]) {
        const after = redactGolden(golden({}, {}, [...events, ...done])).lines.map((line) => line.data as { delta?: string; text?: string })
        const sum = after.map((data) => data.delta ?? '').join('')
        expect(sum).not.toContain(planted)
        expect(sum).toHaveLength(text.length)
        expect(after.at(-1)?.text ?? sum).toBe(sum)
      }
    }),
    { numRuns: 60 },
  )
})

test('one secret gets one mask, two secrets two, and the public prefix stays', () => {
  const [first, second] = ['sk-aaaaaaaaaaaaaaaaaaaaaaaa1', 'sk-bbbbbbbbbbbbbbbbbbbbbbbb2']
  const after = redactGolden(golden({ headers: { authorization: `Bearer ${first}` }, body: { input: [first, second] } }))
  const body = (after.header.request?.body ?? {}) as { input?: string[] }
  const input = body.input ?? []
  expect(after.header.request?.headers?.['authorization']).toBe(`Bearer ${input[0]}`)
  expect(input[0]).toMatch(/^sk-REDACTED\dx+$/)
  expect(input[1]).toMatch(/^sk-REDACTED\dx+$/)
  expect(input[0]).not.toBe(input[1])
  expect(maskOf('abcd', 1)).toBe('xxxx')
})

test('an organisation called by a word is masked in its header and left alone in the text', () => {
  const after = redactGolden(golden({ body: { input: 'acme makes anvils' } }, { 'openai-organization': 'acme' }))
  expect(after.header.response.headers).toEqual({ 'openai-organization': 'xxxx' })
  expect(after.header.request?.body).toEqual({ input: 'acme makes anvils' })
})

test('token texts of logprobs, ids and ciphertexts are no secrets', () => {
  const data = {
    logprobs: [{ token: 'internationalization42AndSoOn', bytes: [1], logprob: -1 }],
    id: 'resp_0123456789abcdef0123456789abcdef0123456789abcdef',
    encrypted_content: 'gAAAAABoBase64LookingThing0123456789abcdefABCDEF_-==',
    call_id: 'call_abcdefghijABCDEFGHIJ1234',
  }
  const before = golden({}, { 'x-request-id': 'req_0123456789abcdefABCDEF0123456789', 'cf-ray': '99a0b1c2d3e4f5a6-AMS' }, [data])
  expect(encodeGolden(redactGolden(before))).toBe(encodeGolden(before))
})

test('what was not secret keeps its exact text, in the line and in the raw frame', () => {
  const key = 'sk-abcdefghijklmnopqrstuvwx'
  const raw = `data: {"type":"x","n":1.0,"s":"${key}"}\n\n`
  const text = `${JSON.stringify(header)}\n{"t":1.0,"event":null,"data":{"type":"x","n":1.0,"s":"${key}"},"raw":${JSON.stringify(raw)}}\n`
  const after = redactGolden(parseGolden(text))
  expect(encodeGolden(after)).toBe(text.replaceAll(key, maskOf(key, 1)))
  expect(goldenToSse(after)).toBe(raw.replace(key, maskOf(key, 1)))
})

test('the writer removes secrets before the disk', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'redact-')), 'x.golden.jsonl')
  const key = 'sk-abcdefghijklmnopqrstuvwx'
  await writeGolden(file, golden({ headers: { authorization: `Bearer ${key}` } }))
  expect(await readFile(file, 'utf8')).not.toContain(key)
})

test.skipIf(!existsSync(corpus))(
  'nothing of the corpus (present here) is mistaken for a secret, and what is masked is not masked again',
  async () => {
    const touched: string[] = []
    for (const folder of ['openai', 'other', 'nonstream', 'errors']) {
      for (const name of readdirSync(join(corpus, folder))) {
        const read = await readGolden(join(corpus, folder, name))
        const after = redactGolden(read)
        expect(encodeGolden(redactGolden(after))).toBe(encodeGolden(after))
        expect(after.header.name).toBe(read.header.name)
        if (after.lines.some((line, index) => line !== read.lines[index])) touched.push(`${folder}/${name}`)
      }
    }
    expect(touched).toEqual([])
  },
  60_000,
)

test('the name that a recorder gave its run is kept, however random it looks', () => {
  const session = '20261123T034044Z-9f4ceb'
  const named = {
    golden: 1 as const,
    name: 'a/b',
    provider: 'a',
    recorded_at: null,
    source: null,
    session,
    request: null,
    response: { status: 200, headers: null, framing: 'sse' as const },
  }
  expect(redactGolden({ header: named, lines: [] }).header['session']).toBe(session)
})
