import { type Golden, readGolden, unsoundReasons } from '@goldwire/harness'
import { baseGoldens } from '@goldwire/harness/mutations'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A sound stream to plant defects in. */
export interface Base {
  name: string
  golden: Golden
}

const goldensFolder = fileURLToPath(new URL('../../goldens', import.meta.url))

/** Made-up streams of every kind and every committed golden of a stream. */
export async function committedBases(): Promise<Base[]> {
  const made = baseGoldens().map((golden) => ({ name: golden.header.name, golden }))
  return [...made, ...(await goldensIn(join(goldensFolder, 'openai')))]
}

/** Every sound capture of a stream with at most so many lines. */
export async function corpusBases(folder: string, longest: number): Promise<Base[]> {
  const found = await goldensIn(folder)
  return found.filter(({ golden }) => golden.lines.length <= longest && unsoundReasons(golden).length === 0)
}

async function goldensIn(folder: string): Promise<Base[]> {
  const bases: Base[] = []
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.golden.jsonl'))
    .sort()) {
    const golden = await readGolden(join(folder, file))
    if (golden.header.response.framing !== 'json') bases.push({ name: golden.header.name, golden })
  }
  return bases
}
