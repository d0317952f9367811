import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { inputItemSchema } from '../items/input-item.ts'
import { compactedResponseSchema } from '../response/compacted-response.ts'
import { deletedResponseSchema } from '../response/deleted-response.ts'
import { inputTokenCountSchema } from '../response/input-token-count.ts'
import { responseItemListSchema } from '../response/response-item-list.ts'
import { responseSchema } from '../response/response.ts'
import { eventSchemas } from './stream-event.ts'

const corpus = process.env['GOLDWIRE_CORPUS'] ?? fileURLToPath(new URL('../../../../../shared/corpus', import.meta.url))
const absent = !existsSync(corpus)

interface Capture {
  name: string
  provider: string
  /** Day of `response.created_at`; null where the recorder replaced it. */
  day: string | null
  input: unknown
  data: unknown[]
}

/** What came after the day in brackets, so what older captures and Azure, weeks behind, lack; and what Azure adds. */
const comings = [
  'response.text.verbosity missing', // 2025-08-12
  'response.prompt_cache_retention missing', // 2025-11-04
  'response.completed_at missing', // 2025-12-22
  'response.frequency_penalty missing', // 2026-01-13
  'response.presence_penalty missing', // 2026-01-13
  'response.moderation missing', // 2026-04-27
  'response.reasoning.context missing', // 2026-05-23
  'response.tool_usage missing', // 2026-06-25
  'response.usage.input_tokens_details.cache_write_tokens missing', // 2026-07-09
  'item.status missing', // mcp_call, 2025-10-13
  'response.output.#.status missing',
  'item.environment missing', // shell_call, 2026-02-13
  'response.output.#.environment missing',
  'item.content missing', // reasoning, 2026-06-09
  'response.output.#.content missing',
  'response.tools.#.output_schema missing', // 2026-07-09
  'response.tools.#.tools.#.output_schema missing',
  'response.output.#.tools.#.output_schema missing',
  'item.tools.#.output_schema missing',
  'response.content_filters extra', // Azure
]

/** One capture of 2025-11 asks with another key, `file_store_ids`, and is answered with it. */
const renamed = 'response.tools.#.vector_store_ids missing'

describe.skipIf(absent)('the captures of the corpus (skipped without ../shared/corpus)', () => {
  const streams = absent ? [] : read('openai').filter(isSound)
  const events = streams.flatMap((capture) => capture.data.map((event) => ({ capture, event: event as { type: string } })))
  const current = events.filter(({ capture }) => capture.provider === 'openai' && (capture.day ?? '') >= '2026-07-09')
  const bodies = absent ? [] : read('nonstream').filter((capture) => isSound(capture) && (capture.day ?? '') >= '2026-07-09')
  const inputs = absent
    ? []
    : ['openai', 'nonstream', 'other'].flatMap((folder) => read(folder).map(({ input }) => input)).filter(Array.isArray)

  test(`all ${current.length} events of OpenAI since 2026-07-09 are exactly as the schemas say`, () => {
    expect(current.length).toBeGreaterThan(500)
    expect(
      current.flatMap(({ capture, event }) => differences(eventSchemas, event).map((difference) => [capture.name, event.type, difference])),
    ).toEqual([])
  })

  test(`the ${events.length} events of ${streams.length} sound captures since 2025-08 differ only by what came later`, () => {
    expect(events.length).toBeGreaterThan(25_000)
    const found = new Set(events.flatMap(({ event }) => differences(eventSchemas, event)))
    expect([...found].filter((difference) => ![...comings, renamed].includes(difference))).toEqual([])
    expect(comings.filter((difference) => !found.has(difference))).toEqual([])
  })

  test(`the ${bodies.length} one-body answers since 2026-07-09 differ only by what Azure has not yet or has besides`, () => {
    expect(bodies.length).toBeGreaterThan(30)
    const found = bodies.flatMap(({ name, provider, data }) =>
      differences(bodySchemas, data[0]).map((difference) => ({ name, provider, difference: `response.${difference}` })),
    )
    expect(found.filter(({ provider, difference }) => provider !== 'azure' || !comings.includes(difference))).toEqual([])
  })

  test(`all ${inputs.flat().length} input items that any client sent to any server are taken`, () => {
    const refused = inputs.flat().filter((item) => !inputItemSchema.safeParse(item).success)
    expect(inputs.flat().length).toBeGreaterThan(1000)
    expect(refused).toEqual([])
  })
})

const bodySchemas = {
  response: responseSchema,
  'response.compaction': compactedResponseSchema,
  'response.deleted': deletedResponseSchema,
  'response.input_tokens': inputTokenCountSchema,
  list: responseItemListSchema,
}

/** What is wrong with an event or a body, array positions as `#`. Empty: nothing. */
function differences(schemas: { [type: string]: z.ZodType }, data: unknown): string[] {
  const { type, object } = data as { type?: string; object?: string }
  const schema = schemas[type ?? object ?? '']
  if (schema === undefined) return [`no schema for ${type ?? object ?? 'this'}`]
  const issues = schema.safeParse(data).error?.issues ?? []
  return issues.flatMap((issue) => {
    const path = issue.path.map((step) => (typeof step === 'number' ? '#' : String(step))).join('.')
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${path}${path === '' ? '' : '.'}${key} extra`)
    return [`${path} ${has(data, issue.path) ? `${issue.code}: ${issue.message}` : 'missing'}`]
  })
}

function has(data: unknown, path: readonly PropertyKey[]): boolean {
  let value = data
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !(step in value)) return false
    value = (value as { [key: PropertyKey]: unknown })[step]
  }
  return true
}

function isSound({ provider, day, name }: Capture & { suspect?: boolean }): boolean {
  if (provider !== 'openai' && provider !== 'azure') return false
  if (day === null) return name.startsWith('openai/rig-') && !name.includes('compatible')
  return day >= '2025-08-01'
}

function read(folder: string): Capture[] {
  return readdirSync(`${corpus}/${folder}`).flatMap((file) => {
    const lines = readFileSync(`${corpus}/${folder}/${file}`, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const [header, ...frames] = lines
    if (header.suspect === true) return []
    const data = frames.map((frame) => frame.data ?? frame.body).filter((one) => typeof one === 'object' && one !== null)
    const made = data.map((one) => one.response?.created_at ?? one.created_at).find((at) => at > 0)
    const day = made === undefined ? (header.recorded_at?.slice(0, 10) ?? null) : new Date(made * 1000).toISOString().slice(0, 10)
    return [{ name: header.name, provider: header.provider, day, input: header.request?.body?.input, data }]
  })
}
