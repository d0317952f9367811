import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { parseCreateResponse } from '@goldwire/schemas'
import { expect, test } from 'vitest'

import { createMemoryStore } from '../store/memory-store.ts'
import { checkStrict } from './check-strict.ts'
import { resolveContext } from './resolve-context.ts'

const corpus = process.env['GOLDWIRE_CORPUS'] ?? fileURLToPath(new URL('../../../../../shared/corpus', import.meta.url))

interface Header {
  provider: string
  suspect?: boolean
  request: { body: unknown } | null
  response: { status: number | null }
}

/** Bodies that OpenAI answered with a response and that need nothing stored. */
function acceptedBodies() {
  const names = ['openai', 'nonstream'].flatMap((folder) => readdirSync(`${corpus}/${folder}`).map((name) => `${folder}/${name}`))
  return names.flatMap((name) => {
    const { provider, suspect, request, response } = JSON.parse(readFileSync(`${corpus}/${name}`, 'utf8').split('\n', 1)[0]!) as Header
    const parsed = parseCreateResponse(request?.body)
    if (provider !== 'openai' || suspect === true || response.status !== 200 || !parsed.ok) return []
    return parsed.value.previous_response_id || parsed.value.conversation ? [] : [{ name, body: parsed.value }]
  })
}

test.skipIf(!existsSync(corpus))('no conversation and no strict schema that OpenAI took is refused (needs the corpus)', async () => {
  const accepted = acceptedBodies()
  expect(accepted.length).toBeGreaterThan(450)
  let count = 0
  const refused: string[] = []
  for (const { name, body } of accepted) {
    try {
      await resolveContext(body, { store: createMemoryStore(), createId: (prefix) => `${prefix}_${++count}` })
      checkStrict(body)
    } catch (error) {
      refused.push(`${name}: ${String(error)}`)
    }
  }
  expect(refused).toEqual([])
})
