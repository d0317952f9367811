import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { eventsOf, type Golden, readGolden, unsoundReasons, type WireEvent } from '@goldwire/harness'

/** A stream that may be compared with others. */
export interface Subject {
  name: string
  golden: Golden
  events: WireEvent[]
  /** Streams of one kind show the same items and end in the same way. */
  kind: string
}

const goldensFolder = fileURLToPath(new URL('../../goldens', import.meta.url))
export const corpusFolder = process.env['GOLDWIRE_CORPUS'] ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url))

/** The committed goldens that are streams. */
export function loadGoldens(): Promise<Subject[]> {
  return loadFolder(goldensFolder, () => true)
}

/** The sound captures of the corpus; none where there is no corpus. */
export async function loadSound(): Promise<Subject[]> {
  const folder = join(corpusFolder, 'openai')
  return existsSync(folder) ? loadFolder(folder, (golden) => unsoundReasons(golden).length === 0) : []
}

async function loadFolder(folder: string, isWanted: (golden: Golden) => boolean): Promise<Subject[]> {
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.jsonl')).sort()
  const subjects: Subject[] = []
  for (const file of files) {
    const golden = await readGolden(join(folder, file))
    const events = eventsOf(golden)
    if (events.length > 0 && isWanted(golden))
      subjects.push({ name: basename(file, '.golden.jsonl'), golden, events, kind: kindOf(golden, events) })
  }
  return subjects
}

function kindOf({ header }: Golden, events: readonly WireEvent[]): string {
  const kinds = events.flatMap(({ type, item }) =>
    type === 'response.output_item.added' && typeof item === 'object' && item !== null && 'type' in item ? [String(item.type)] : [],
  )
  const parts = events.flatMap(({ type, part }) =>
    type === 'response.content_part.added' && typeof part === 'object' && part !== null && 'type' in part ? [String(part.type)] : [],
  )
  return [header.response.framing === 'websocket' ? 'websocket' : 'sse', ...new Set([...kinds, ...parts].sort()), events.at(-1)?.type].join(
    ' ',
  )
}
