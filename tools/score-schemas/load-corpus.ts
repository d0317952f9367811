import { parseGolden, unsoundReasons } from '@goldwire/harness'
import { type ReadContext, readContextOf } from '@goldwire/schemas'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

export type CorpusFolder = 'openai' | 'other' | 'nonstream' | 'errors'

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

function loadCapture(folder: CorpusFolder, file: string): Capture {
  const golden = parseGolden(readFileSync(file, 'utf8'), file)
  const { name, provider, recorded_at: recordedAt, request, response } = golden.header
  const events = golden.lines.filter((line) => 'data' in line).map((line) => line.data)
  const body = golden.lines.find((line) => 'body' in line)?.body
  const responses = events.map((event) => (event as { response?: unknown } | null)?.response).filter((one) => one !== undefined)
  return {
    folder,
    name,
    provider,
    path: `${request?.method ?? ''} ${request?.path ?? ''}`,
    status: response.status,
    events,
    body,
    context: readContextOf({
      responses: body === undefined ? responses : [body],
      provider,
      recordedAt,
      capture: ['openai', 'azure', 'chatgpt'].includes(provider),
    }),
    unsound: unsoundReasons(golden),
  }
}
