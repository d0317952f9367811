import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { itemGrammars, openApiDocument } from '@goldwire/schemas'
import { expect, test } from 'vitest'

import { compareSources } from './compare-sources.ts'
import { nounsOfOpenApi } from './nouns-of-openapi.ts'
import { nounsOfSdk } from './nouns-of-sdk.ts'

const items = new Set(Object.keys(itemGrammars))
const types = fileURLToPath(new URL('../../node_modules/openai/resources/responses/responses.d.ts', import.meta.url))

test('fields are read from an OpenAPI document, through references and allOf, of what /responses leads to alone', () => {
  const component = (type: string, properties: object) => ({ properties: { type: { enum: [type] }, ...properties } })
  const document = {
    paths: { '/responses': { post: { $ref: '#/components/schemas/Done' } }, '/realtime': { post: { $ref: '#/components/schemas/Other' } } },
    components: {
      schemas: {
        Done: { allOf: [{ $ref: '#/components/schemas/Base' }, component('response.output_text.done', { text: {} })] },
        Base: { properties: { sequence_number: {} } },
        Other: component('response.output_text.done', { realtime: {} }),
      },
    },
  }
  const nouns = nounsOfOpenApi(document, items)
  expect([...(nouns.get('event response.output_text.done') ?? [])].sort()).toEqual(['sequence_number', 'text', 'type'])
  expect(() => nounsOfOpenApi({}, items)).toThrow('no OpenAPI document')
})

test('fields are read from our own document and from the SDK in node_modules', () => {
  const ours = nounsOfOpenApi(openApiDocument(), items)
  const sdk = nounsOfSdk(readFileSync(types, 'utf8'), items)
  for (const nouns of [ours, sdk]) {
    expect([...(nouns.get('event response.output_text.delta') ?? [])]).toEqual(
      expect.arrayContaining(['delta', 'item_id', 'logprobs', 'sequence_number']),
    )
    expect([...(nouns.get('response') ?? [])]).toEqual(expect.arrayContaining(['id', 'output', 'usage', 'tool_usage']))
    expect(nouns.has('item image_generation_call')).toBe(true)
  }
  expect(() => nounsOfSdk('export interface A {\n}\n', items)).toThrow('is this responses.d.ts')
})

test('captures judge who is stale', () => {
  const nouns = (...fields: string[]) => new Map([['response', new Set(['id', ...fields])]])
  const seen = (_: string, field: string) => ({ a: 3, b: 3, c: 3, d: 0, e: 0 })[field] ?? 3
  const found = compareSources({ ours: nouns('b', 'c', 'd'), sdk: nouns('a', 'c', 'e'), spec: nouns('a', 'e'), seen })
  expect(Object.fromEntries(found.map(({ field, stale }) => [field, stale]))).toEqual({
    a: 'us',
    b: 'sdk and spec',
    c: 'spec',
    d: 'nobody: undocumented, never seen',
    e: 'nobody: documented, never seen',
  })
  const untold = compareSources({ ours: nouns(), sdk: nouns('a'), spec: nouns(), seen: () => null })
  expect(untold).toMatchObject([{ field: 'a', stale: 'us, if the documents are right' }])
})
