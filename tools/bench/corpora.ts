import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { type Golden, goldenToSse, parseGolden } from '@goldwire/harness'
import { encodeEvent } from '@goldwire/schemas'
import { createEmitter, createIds, createObfuscate, createSeededBytes, createStamp } from '@goldwire/server'

import { benchBase, textSteps } from './text-steps.ts'

const goldens = fileURLToPath(new URL('../../goldens/openai', import.meta.url))
const captures = process.env['GOLDWIRE_CORPUS'] ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url))

/** Streams the benches of the harness read. */
export interface Corpus {
  name: string
  /** The SSE text of each stream. */
  streams: string[]
}

/** Every stream of the committed goldens, as often as it takes to fill so many bytes. */
export async function goldenCorpus(bytes = 4_000_000): Promise<Corpus> {
  const once = sseOf(await readFolder(goldens))
  const size = once.reduce((sum, text) => sum + text.length, 0)
  const times = Math.max(1, Math.round(bytes / size))
  return { name: 'goldens', streams: Array.from({ length: times }, () => once).flat() }
}

/** One long answer as our own server sends it. */
export function textCorpus(deltas = 5000): Corpus {
  const random = createSeededBytes(1)
  const now = () => Date.UTC(2026, 10, 1)
  const emitter = createEmitter(benchBase, { ids: createIds({ random, now }), now })
  const stamp = createStamp({ obfuscate: createObfuscate(random) })
  const events = [...emitter.start(), ...[...textSteps(deltas)].flatMap((step) => emitter.step(step))]
  return { name: `text of ${deltas.toLocaleString('en')} deltas`, streams: [events.map((event) => encodeEvent(stamp(event))).join('')] }
}

/** Real captures, where they are there: `GOLDWIRE_CORPUS`, or `../shared/corpus` beside the repository. */
export async function captureCorpus(): Promise<Corpus | null> {
  const folder = join(captures, 'openai')
  return existsSync(folder) ? { name: 'captures', streams: sseOf(await readFolder(folder)) } : null
}

/** The committed goldens as their files are. */
export async function goldenTexts(): Promise<string[]> {
  const names = (await readdir(goldens)).filter((name) => name.endsWith('.golden.jsonl'))
  return Promise.all(names.map((name) => readFile(join(goldens, name), 'utf8')))
}

async function readFolder(folder: string): Promise<Golden[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'))
  return Promise.all(names.map(async (name) => parseGolden(await readFile(join(folder, name), 'utf8'), name)))
}

function sseOf(all: readonly Golden[]): string[] {
  return all.filter(({ header }) => ['sse', 'data-only'].includes(header.response.framing)).map(goldenToSse)
}
