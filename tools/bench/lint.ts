/** Linting a stream from its SSE text against JSON.parse over the data of its frames: what any reader of the stream has to pay anyway. */
import { createFrameParser, type Frame, parseFrame } from '@goldwire/schemas'

import { createLinter } from '../../packages/harness/src/lint/linter.ts'
import { type Corpus, captureCorpus, goldenCorpus, textCorpus } from './corpora.ts'
import { alternate, type Bench, type Figure, figureOf, median, round, cpuPerRun } from './figure.ts'

export const lint: Bench = {
  name: 'lint',
  about: 'lint of a stream against JSON.parse over the same bytes',
  async run() {
    const corpora = [await goldenCorpus(), textCorpus(), await captureCorpus()].filter((corpus) => corpus !== null)
    const figures: Figure[] = []
    for (const corpus of corpora) figures.push(...(await measureCorpus(corpus)))
    return figures
  },
}

async function measureCorpus({ name, streams }: Corpus): Promise<Figure[]> {
  const data = streams.map((text) => framesOf(text).flatMap((frame) => (frame.data === null ? [] : [frame.data])))
  const parsed = data.map((texts) => texts.map(parse))
  const events = data.reduce((sum, texts) => sum + texts.length, 0)
  const parseAll = () => {
    for (const texts of data) for (const text of texts) parse(text)
  }
  const fromText = await alternate(
    { seconds: 6 },
    () => cpuPerRun(parseAll),
    () => cpuPerRun(() => streams.forEach(lintText)),
  )
  const fromEvents = await alternate(
    { seconds: 4 },
    () => cpuPerRun(parseAll),
    () => cpuPerRun(() => parsed.forEach(lintEvents)),
  )
  const perEvent = (milliseconds: readonly number[]) => `${round((median(milliseconds) / events) * 1000)} µs`
  const detailOf = (pairs: typeof fromText) =>
    `${events.toLocaleString('en')} events: JSON.parse ${perEvent(pairs.map(([a]) => a))}, lint ${perEvent(pairs.map(([, b]) => b))} an event`
  return [
    figureOf(
      fromText.map(([alone, linted]) => linted / alone),
      { name: `lint from SSE text, ${name}`, unit: '× JSON.parse', bar: { most: 3 }, detail: detailOf(fromText) },
    ),
    figureOf(
      fromEvents.map(([alone, linted]) => linted / alone),
      { name: `  of parsed events, ${name}`, unit: '× JSON.parse', bar: null, detail: detailOf(fromEvents) },
    ),
  ]
}

/** Bytes of an answer to findings, as a client that lints while it reads would do it. */
function lintText(text: string): void {
  const linter = createLinter({ provider: 'openai' })
  const parser = createFrameParser({
    onFrame: (frame) => {
      const read = parseFrame(frame)
      if (read.kind === 'event') linter.frame({ t: null, event: frame.event, data: read.data })
      else if (read.kind === 'comment') linter.frame({ t: null, comment: read.text })
      else linter.frame({ t: null, event: frame.event, text: frame.data ?? '' })
    },
  })
  parser.feed(text)
  parser.end()
  linter.end()
}

function lintEvents(events: readonly unknown[]): void {
  const linter = createLinter({ provider: 'openai' })
  for (const event of events) linter.event(event)
  linter.end()
}

function framesOf(text: string): Frame[] {
  const frames: Frame[] = []
  const parser = createFrameParser({ onFrame: (frame) => frames.push(frame) })
  parser.feed(text)
  parser.end()
  return frames
}

/** A capture may hold frames that are no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
