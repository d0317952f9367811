/**
 * Makes `goldens/openai/` from real captures: facts of the wire, no captured text. `npm run goldens:distil [CORPUS]`.
 * Each golden is checked before it is written: its shape is that of its capture, and no string of the capture is left in it.
 */
import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { diffStreams, type Framing, writeGolden } from '@goldwire/harness'

import { findCapturedText } from './distil/captured-text.ts'
import { goldenCases, type GoldenCase } from './distil/cases.ts'
import { distil, type WireEvent } from './distil/distil.ts'
import { errorCases } from './distil/error-cases.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const corpus = process.argv[2] ?? process.env['GOLDWIRE_CORPUS'] ?? `${root}../shared/corpus`
const out = `${root}goldens/openai`

interface Line {
  data?: WireEvent
  event?: string | null
}

async function main(): Promise<void> {
  if (!existsSync(corpus)) {
    console.error(`there is no corpus at ${corpus}: nothing to distil`)
    process.exitCode = 2
    return
  }
  await mkdir(out, { recursive: true })
  for (const golden of goldenCases) {
    await make(golden).catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error)
      process.exitCode = 1
    })
  }
  for (const error of errorCases) {
    await writeGolden(`${out}/${error.name}.golden.jsonl`, {
      header: {
        golden: 1,
        name: `openai/${error.name}`,
        provider: 'openai',
        recorded_at: null,
        source: { distilled_from: [error.capture] },
        request: { method: 'POST', path: '/v1/responses', headers: null, body: error.body },
        response: { status: error.status, headers: { 'content-type': 'application/json' }, framing: 'json' },
        scenario: { title: error.title, needs: [], unprovokable: null, setup: [] },
      },
      lines: [{ t: null, body: error.answer }],
    })
    console.log(`${error.name.padEnd(28)} error body`)
  }
}

async function make(golden: GoldenCase): Promise<void> {
  const { name, title, capture, needs = [], unprovokable = null, setup = [], fill = {}, body, composed } = golden
  const text = await readFile(`${corpus}/openai/${capture}.golden.jsonl`, 'utf8')
  const [header, ...lines] = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line & { provider?: string; recorded_at?: string; response?: { framing: string } })
  const captured = lines.flatMap((line) => (line.data ? [line.data] : []))
  const events = distil(captured, { ...golden, echo: { ...echoOf(body), ...golden.echo } })
  golden.compose?.(events)
  const left = findCapturedText(captured, events, [body, golden.echo, golden.texts])
  if (left.length > 0) throw new Error(`${name}: captured text is left: ${left.slice(0, 5).join(' | ')}`)
  const divergences = diffStreams(captured, events).filter((each) => each.severity !== 'info' && composed === undefined)
  if (divergences.length > 0)
    throw new Error(
      `${name}: the shape changed: ${divergences
        .slice(0, 5)
        .map((each) => each.message)
        .join(' | ')}`,
    )
  await writeGolden(`${out}/${name}.golden.jsonl`, {
    header: {
      golden: 1,
      name: `openai/${name}`,
      provider: header?.provider ?? 'openai',
      recorded_at: header?.recorded_at ?? null,
      source: { distilled_from: [`openai/${capture}`], ...(composed === undefined ? {} : { composed }) },
      request: { method: 'POST', path: '/v1/responses', headers: null, body: asRecorded(body, events) },
      response: {
        status: 200,
        headers: { 'content-type': 'text/event-stream; charset=utf-8' },
        framing: (header?.response?.framing ?? 'sse') as Framing,
      },
      scenario: { title, needs, unprovokable, setup, fill },
    },
    lines: events.map((data) => ({ t: null, event: header?.response?.framing === 'sse' ? data.type : null, data })),
  })
  console.log(`${name.padEnd(28)} ${String(captured.length).padStart(4)} events -> ${events.length}`)
}

/** The body as it went out when the stream was recorded: ids that `fill` takes from earlier answers are those of the stream. */
function asRecorded(body: GoldenCase['body'], events: WireEvent[]): GoldenCase['body'] {
  const response = events[0]?.['response'] as { previous_response_id?: unknown } | undefined
  return 'previous_response_id' in body ? { ...body, previous_response_id: response?.previous_response_id ?? null } : body
}

/** Settings of our request that the Response repeats as they are. */
function echoOf(body: GoldenCase['body']): { [key: string]: unknown } {
  const echoed = ['temperature', 'max_output_tokens', 'parallel_tool_calls', 'top_logprobs', 'store', 'tool_choice']
  return Object.fromEntries(echoed.filter((key) => key in body).map((key) => [key, body[key]]))
}

await main()
