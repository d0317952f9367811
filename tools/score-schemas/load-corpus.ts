import { type ReadContext, readContextOf } from '@goldwire/schemas'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

export type CorpusFolder = 'openai' | 'other' | 'nonstream' | 'errors'

interface Header {
  readonly name: string
  readonly provider: string
  readonly recorded_at: string | null
  readonly suspect?: boolean
  readonly request?: { readonly method?: string | null; readonly path?: string | null }
  readonly response?: { readonly status?: number | null }
}

/** One file of the corpus, with the context it is to be read in. */
export interface Capture {
  readonly folder: CorpusFolder
  readonly name: string
  readonly provider: string
  readonly path: string
  readonly status: number | null
  /** The events of a stream in their order; empty for a body. */
  readonly events: readonly unknown[]
  /** The one body of an answer that was not streamed. */
  readonly body: unknown
  readonly context: ReadContext
  /** Why no conclusion may be drawn from this capture; empty when it is sound. */
  readonly unsound: readonly string[]
}

/** Where the corpus lies: `GOLDWIRE_CORPUS`, or beside the repository. */
export const corpusFolder = process.env['GOLDWIRE_CORPUS'] ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url))

/** Whether there is a corpus to judge by. */
export const corpusIsThere = existsSync(join(corpusFolder, 'openai'))

/** Every capture of one folder, by name. */
export function loadCorpus(folder: CorpusFolder): Capture[] {
  return readdirSync(join(corpusFolder, folder))
    .filter((file) => file.endsWith('.golden.jsonl'))
    .sort()
    .map((file) => loadCapture(folder, join(corpusFolder, folder, file)))
}

const terminal = new Set(['response.completed', 'response.incomplete', 'response.failed'])
const soundSince = Date.parse('2025-08-01T00:00:00Z') / 1000

function loadCapture(folder: CorpusFolder, file: string): Capture {
  const [first = '{}', ...lines] = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
  const header = JSON.parse(first) as Header
  const frames = lines.map((line) => JSON.parse(line) as { data?: unknown; body?: unknown })
  const events = frames.filter((frame) => 'data' in frame).map((frame) => frame.data)
  const body = frames.find((frame) => 'body' in frame)?.body
  const responses = events.map((event) => (event as { response?: unknown } | null)?.response).filter((response) => response !== undefined)
  const known = header.provider === 'openai' || header.provider === 'azure' || header.provider === 'chatgpt'
  const context = readContextOf({
    responses: body === undefined ? responses : [body],
    provider: header.provider,
    recordedAt: header.recorded_at,
    capture: known,
  })
  const unsound: string[] = []
  if (header.provider !== 'openai' && header.provider !== 'azure') unsound.push(`provider ${header.provider}`)
  if (header.suspect === true) unsound.push('suspect')
  if (body === undefined && !events.some((event) => terminal.has(String((event as { type?: unknown }).type)))) unsound.push('cut off')
  if ((context.createdAt ?? 0) < soundSince) unsound.push('before 2025-08-01')
  if (context.nullsDropped === true) unsound.push('nulls dropped')
  if ((body === undefined ? responses : [body]).some(isCutDown)) unsound.push('cut down by hand')
  return {
    folder,
    name: header.name,
    provider: header.provider,
    path: `${header.request?.method ?? ''} ${header.request?.path ?? ''}`,
    status: header.response?.status ?? null,
    events,
    body,
    context,
    unsound,
  }
}

/** OpenAI and Azure have put `store` and `user` in every Response since the first; whoever shortens one by hand drops them. */
function isCutDown(response: unknown): boolean {
  if (typeof response !== 'object' || response === null || !('object' in response) || response.object !== 'response') return false
  return !('store' in response) || !('user' in response)
}
