import { readdirSync, readFileSync } from 'node:fs'

import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'

import { createResponseBodySchema } from '../request/create-response.ts'
import { openApiDocument } from './openapi-document.ts'

const corpus = process.env['GOLDWIRE_CORPUS'] ?? new URL('../../../../../shared/corpus', import.meta.url).pathname

test.skipIf(!hasCorpus())('with the corpus: JSON Schema and zod take the same recorded requests', () => {
  const ajv = new Ajv2020({ strict: false, inlineRefs: false, code: { optimize: false } })
  ajv.addSchema({ $id: 'api', components: openApiDocument().components })
  const validate = ajv.getSchema('api#/components/schemas/CreateResponseBody')
  const bodies = ['openai', 'nonstream', 'other', 'errors'].flatMap(recordedBodies)
  const disagreements = bodies.filter((body) => validate?.(body) !== createResponseBodySchema.safeParse(body).success)
  expect(bodies.length).toBeGreaterThan(600)
  expect(disagreements).toEqual([])
})

function hasCorpus(): boolean {
  try {
    return readdirSync(corpus).includes('openai')
  } catch {
    return false
  }
}

function recordedBodies(folder: string): unknown[] {
  return readdirSync(`${corpus}/${folder}`).flatMap((file) => {
    const [line = '{}'] = readFileSync(`${corpus}/${folder}/${file}`, 'utf8').split('\n', 1)
    const { request } = JSON.parse(line) as { request?: { path?: string | null; body?: unknown } | null }
    const isCreate = (request?.path ?? '').endsWith('/responses') && typeof request?.body === 'object' && request.body !== null
    return isCreate ? [request.body] : []
  })
}
