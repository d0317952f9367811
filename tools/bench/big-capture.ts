/**
 * Lints captures of a gigabyte in a process of its own and tells how much memory that took: one answer of millions of deltas, and many answers one
 * after the other on a connection; as SSE, as JSON Lines and gzipped.
 *
 *   node --conditions=source tools/bench/big-capture.ts [--mb 1024] [--only NAME] [--json]
 *
 * Exit 1 when a capture takes more than 256 MB, or is not found sound.
 */
import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createGzip } from 'node:zlib'

import { encodeEvent, type StreamEvent } from '@goldwire/schemas'

import { longAnswer } from './long-answer.ts'

const command = fileURLToPath(new URL('../../packages/cli/bin/goldwire.js', import.meta.url))
/** Told by the process itself at its end, in kilobytes: what `ps` shows now and then is not the peak. */
const tellPeak = `data:text/javascript,process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS+'\\n'))`
const MOST_MEGABYTES = 256

interface Form {
  name: string
  file: string
  lines: (megabytes: number) => Iterable<string>
  gzip?: true
}

const sse = (event: StreamEvent) => encodeEvent(event)
const jsonLine = (event: StreamEvent) => `${JSON.stringify(event)}\n`

const forms: readonly Form[] = [
  { name: 'one answer, SSE', file: 'one.sse', lines: (megabytes) => oneAnswer(megabytes, sse) },
  { name: 'one answer, JSON Lines', file: 'one.jsonl', lines: (megabytes) => oneAnswer(megabytes, jsonLine) },
  { name: 'one answer, SSE, gzipped', file: 'one.sse.gz', lines: (megabytes) => oneAnswer(megabytes, sse), gzip: true },
  { name: 'one answer with Chinese signs, SSE', file: 'signs.sse', lines: (megabytes) => oneAnswer(megabytes, sse, true) },
  { name: 'a connection of many answers, golden', file: 'many.golden.jsonl', lines: manyAnswers },
]

function* oneAnswer(megabytes: number, encode: (event: StreamEvent) => string, signs = false): Generator<string> {
  // An event is about 230 bytes, whatever its text.
  const deltas = Math.round((megabytes * 1024 * 1024) / encode(sample).length)
  for (const event of longAnswer(deltas, { signs })) yield encode(event)
}

const sample = [...longAnswer(3)].find(({ type }) => type.endsWith('.delta')) as StreamEvent

function* manyAnswers(megabytes: number): Generator<string> {
  const response = { status: 101, headers: null, framing: 'websocket' }
  yield `${JSON.stringify({ golden: 1, name: 'many', provider: 'unknown', recorded_at: null, source: null, request: null, response })}\n`
  let bytes = 0
  for (let answer = 0; bytes < megabytes * 1024 * 1024; answer++) {
    for (const event of longAnswer(2000, { seed: answer })) {
      const line = `${JSON.stringify({ t: null, event: null, dir: 'in', data: event })}\n`
      bytes += line.length
      yield line
    }
  }
}

async function write({ lines, gzip }: Form, path: string, megabytes: number): Promise<number> {
  const blocks = Readable.from(inBlocks(lines(megabytes)))
  if (gzip === true) await pipeline(blocks, createGzip({ level: 1 }), createWriteStream(path))
  else await pipeline(blocks, createWriteStream(path))
  return (await stat(path)).size
}

function* inBlocks(lines: Iterable<string>): Generator<Buffer> {
  let open: string[] = []
  for (const line of lines) {
    open.push(line)
    if (open.length < 2000) continue
    yield Buffer.from(open.join(''))
    open = []
  }
  yield Buffer.from(open.join(''))
}

interface Result {
  name: string
  megabytes: number
  seconds: number
  peak: number
  events: number
  errors: number
}

async function lint(form: Form, path: string, size: number): Promise<Result> {
  const started = performance.now()
  const child = spawn(process.execPath, ['--import', tellPeak, command, 'lint', path, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, err] = ['', '']
  child.stdout.on('data', (text: Buffer) => (out += text.toString()))
  child.stderr.on('data', (text: Buffer) => (err += text.toString()))
  const code = await new Promise((resolve) => child.on('close', resolve))
  const seconds = (performance.now() - started) / 1000
  const peak = Number(/peak (\d+)/.exec(err)?.[1]) / 1024
  if (out === '') throw new Error(`goldwire lint ${path} ended with ${String(code)}: ${err}`)
  const { summary } = JSON.parse(out) as { summary: { events: number; errors: number } }
  return {
    name: form.name,
    megabytes: size / 1024 / 1024,
    seconds,
    peak,
    events: summary.events,
    errors: summary.errors,
  }
}

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, mb: { type: 'string', default: '1024' }, json: { type: 'boolean', default: false } },
})
const folder = await mkdtemp(join(tmpdir(), 'goldwire-big-'))
const results: Result[] = []
try {
  for (const form of forms.filter(({ name }) => name.includes(values.only))) {
    const path = join(folder, form.file)
    const size = await write(form, path, Number(values.mb))
    const result = await lint(form, path, size)
    results.push(result)
    await rm(path)
    const { name, megabytes, seconds, peak, events, errors } = result
    if (!values.json)
      console.log(
        `${name.padEnd(38)} ${megabytes.toFixed(0).padStart(5)} MB  ${events.toLocaleString('en').padStart(10)} events  ${seconds.toFixed(1).padStart(6)} s  peak ${peak.toFixed(0).padStart(4)} MB  ${errors} errors`,
      )
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
const passed = results.every(({ peak, errors }) => peak <= MOST_MEGABYTES && errors === 0)
console.log(values.json ? JSON.stringify({ results, passed }) : passed ? 'all within their bars' : `NOT within ${MOST_MEGABYTES} MB`)
process.exitCode = passed ? 0 : 1
