import { readdirSync, readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { apiErrorBodySchema } from './api-error-body.ts'
import { apiErrorKinds } from './api-error-kinds.ts'
import { parseCreateResponse } from './parse-request.ts'

const corpus = process.env['GOLDWIRE_CORPUS'] ?? new URL('../../../../../shared/corpus', import.meta.url).pathname
const exists = hasCorpus()

interface Header {
  name: string
  provider: string
  request: { method: string; path: string | null; body: unknown } | null
  response: { status: number | null }
}

/** Requests that were answered and are refused here, each with its reason. */
const refused: Record<string, string> = {
  // `file_store_ids`, a name that is in no document, stood in for `vector_store_ids` and was echoed.
  'openai/pydantic-ai-test-openai-responses-model-file-search-tool-stream-4-b77d857': 'tools[0].vector_store_ids',
  // OpenRouter's own parameter; not OpenAI's.
  'nonstream/pydantic-ai-test-openrouter-responses-prompt-cache-e2e-1': 'provider',
}

/** Recorded 400s that a schema cannot see: they depend on the model, on what is stored, on a file, or on a quota. */
const beyondSchemas = new Set([
  'model_not_found',
  'previous_response_not_found',
  'unsupported_value reasoning.effort',
  'unsupported_parameter reasoning.effort',
  'unsupported_file',
  'invalid_function_parameters',
  'null tools',
  // Audio parts and audio files: refused by the models of the captures, taken by audio models.
  'invalid_value input[0].content[1].file_data',
  'invalid_value input[0].content[1].type',
])

test.skipIf(!exists)('with the corpus: every request OpenAI answered parses, but for the named ones', () => {
  const requests = [...headers('openai'), ...headers('nonstream')].filter(isCreate).filter(({ response }) => (response.status ?? 200) < 300)
  const faults = Object.fromEntries(
    requests.flatMap(({ name, request }) => {
      const parsed = parseCreateResponse(request?.body)
      return parsed.ok ? [] : [[name, parsed.error.param]]
    }),
  )
  expect(requests.length).toBeGreaterThan(500)
  expect(faults).toEqual(refused)
})

test.skipIf(!exists)('with the corpus: a recorded 400 that a schema can see is refused with the same param, code and message', () => {
  const compared = errors()
    .filter(
      ({ header, error }) => header.provider === 'openai' && header.response.status === 400 && isCreate(header) && error !== undefined,
    )
    .map(({ header, error }) => ({ body: header.request?.body, error, key: `${error?.code}`, place: `${error?.code} ${error?.param}` }))
    .filter(({ key, place }) => !beyondSchemas.has(key) && !beyondSchemas.has(place))
  expect(compared.length).toBeGreaterThan(3)
  for (const { body, error } of compared) {
    const parsed = parseCreateResponse(body)
    const { param, code, message } = parsed.ok ? { param: 'accepted', code: null, message: '' } : parsed.error
    expect({ param, code, message: sortWords(message) }).toEqual({
      param: error?.param,
      code: error?.code,
      message: sortWords(error?.message ?? ''),
    })
  }
})

test.skipIf(!exists)('with the corpus: every error answer of OpenAI has the shape, and a kind that is known', () => {
  const answers = readdirSync(`${corpus}/errors`)
    .map((file) => lines('errors', file) as [Header, { body?: unknown }])
    .filter(([header]) => header.provider === 'openai')
  expect(answers.length).toBeGreaterThan(25)
  for (const [header, { body }] of answers) {
    const { error } = apiErrorBodySchema.parse(body)
    const kinds = apiErrorKinds.filter(({ type, code, source }) => source === 'recorded' && type === error.type && code === error.code)
    expect({ name: header.name, known: kinds.some(({ status }) => status === (header.response.status ?? status)) }).toEqual({
      name: header.name,
      known: true,
    })
  }
})

function hasCorpus(): boolean {
  try {
    return readdirSync(corpus).includes('openai')
  } catch {
    return false
  }
}

function lines(folder: string, file: string): unknown[] {
  return readFileSync(`${corpus}/${folder}/${file}`, 'utf8')
    .split('\n')
    .filter(Boolean)
    .slice(0, 2)
    .map((line) => JSON.parse(line) as unknown)
}

function headers(folder: string): Header[] {
  return readdirSync(`${corpus}/${folder}`).map((file) => lines(folder, file)[0] as Header)
}

function errors(): { header: Header; error: { message: string; param: string | null; code: string | null } | undefined }[] {
  return readdirSync(`${corpus}/errors`).map((file) => {
    const [header, answer] = lines('errors', file) as [
      Header,
      { body?: { error?: { message: string; param: string | null; code: string | null } } },
    ]
    return { header, error: answer.body?.error }
  })
}

function isCreate({ request }: Header): boolean {
  return (
    request?.method === 'POST' && typeof request.body === 'object' && request.body !== null && (request.path ?? '').endsWith('/responses')
  )
}

/** The order in which supported values are listed is OpenAI's own. */
function sortWords(message: string): string {
  return message
    .split(/[ ,.]+/)
    .toSorted()
    .join(' ')
}
