import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Golden, readGolden } from '@goldwire/harness'

import type { Ask } from './receive.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const corpus = process.env['GOLDWIRE_CORPUS'] ?? join(root, '../shared/corpus')

export interface Captures {
  /** Where they come from, for people. */
  from: string
  goldens: Golden[]
}

/** Every capture of the corpus where it is there, else the goldens of the repository. */
export async function readCaptures(): Promise<Captures> {
  const folder = existsSync(corpus) ? corpus : join(root, 'goldens')
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.golden.jsonl')).sort()
  return { from: folder === corpus ? 'corpus' : 'goldens', goldens: await Promise.all(names.map((name) => readGolden(join(folder, name)))) }
}

/** The request a capture answers; where nobody kept it, one that creates a response. */
export function askFor({ header: { request, response } }: Golden): Ask {
  const isStream = response.framing !== 'json'
  const path = request?.path || '/v1/responses'
  const method =
    /\/responses\/[^/?]+(\?|$)/.test(path) && !/\/responses\/(compact|input_tokens)/.test(path) && request?.method === 'POST'
      ? 'GET'
      : request?.method || 'POST'
  const body = request?.body ?? (method === 'POST' ? { model: 'any', input: 'anything', ...(isStream ? { stream: true } : {}) } : null)
  return { method, path, body }
}
