/** What the parts of the harness do on their own, with eventsource-parser as the peer of the frame parser. */
import { diffStreams, eventsOf, parseGolden, parseStreamText } from '@goldwire/harness'
import { createFrameParser, foldEvents, type StreamEvent } from '@goldwire/schemas'

import type * as EventSourceParser from 'eventsource-parser'

import { type Corpus, goldenCorpus, goldenTexts, textCorpus } from './corpora.ts'
import { alternate, type Bench, cpuPerRun, type Figure, figureOf, median, round } from './figure.ts'

/** By path: the package offers its TypeScript under the condition `source`, and Node strips no types within node_modules. */
const peer = new URL('../../node_modules/eventsource-parser/dist/index.js', import.meta.url)
const { createParser } = (await import(peer.href)) as typeof EventSourceParser

export const readers: Bench = {
  name: 'readers',
  about: 'frames, fold, diff and golden reading, each alone',
  async run() {
    const goldens = await goldenCorpus()
    const text = textCorpus()
    return [
      ...(await measureFrames(goldens)),
      ...(await measureFrames(text)),
      measureFold(goldens),
      measureFold(text),
      await measureDiff(),
      await measureGoldens(),
    ]
  },
}

const rounds = 9
const repeat = (measure: () => number) => Array.from({ length: rounds }, measure)

/** Chunks as a socket delivers them; both parsers see the same, each decoding in the way its users do. */
async function measureFrames({ name, streams }: Corpus): Promise<Figure[]> {
  const chunks = streams.map((stream) => chunksOf(new TextEncoder().encode(stream), 16_384))
  let frames = 0
  let others = 0
  const ours = () => {
    frames = 0
    for (const stream of chunks) {
      const parser = createFrameParser({ onFrame: () => frames++ })
      for (const chunk of stream) parser.feed(chunk)
      parser.end()
    }
  }
  const theirs = () => {
    others = 0
    for (const stream of chunks) {
      const decoder = new TextDecoder()
      const parser = createParser({ onEvent: () => others++ })
      for (const chunk of stream) parser.feed(decoder.decode(chunk, { stream: true }))
    }
  }
  const pairs = await alternate(
    { seconds: 3, least: 9 },
    () => cpuPerRun(theirs),
    () => cpuPerRun(ours),
  )
  if (frames !== others) throw new Error(`The two parsers disagree on ${name}: ${frames} frames here, ${others} in eventsource-parser.`)
  const rate = (milliseconds: readonly number[]) => `${round((frames / median(milliseconds)) * 1000)} frames/s`
  const detail = `${rate(pairs.map(([, own]) => own))} here, ${rate(pairs.map(([other]) => other))} there`
  return [
    figureOf(
      pairs.map(([other, own]) => own / other),
      { name: `frames, ${name}`, unit: '× eventsource-parser', bar: null, detail },
    ),
  ]
}

function measureFold({ name, streams }: Corpus): Figure {
  const all = streams.map((stream) => eventsOf(parseStreamText(stream)) as unknown as StreamEvent[])
  const events = all.reduce((sum, stream) => sum + stream.length, 0)
  const rates = repeat(() => (events / cpuPerRun(() => all.forEach((stream) => foldEvents(stream)))) * 1000)
  return figureOf(rates, { name: `fold, ${name}`, unit: 'events/s', bar: null, detail: `${events.toLocaleString('en')} events` })
}

async function measureDiff(): Promise<Figure> {
  const all = (await goldenTexts()).map((text) => parseGolden(text))
  const pairs = all.filter((golden) => golden.header.response.framing !== 'json').map((golden) => eventsOf(golden))
  const times = repeat(() => cpuPerRun(() => pairs.forEach((events) => diffStreams(events, events))) / pairs.length)
  return figureOf(times, { name: 'diff, each golden with itself', unit: 'ms a stream', bar: null, detail: `${pairs.length} streams` })
}

async function measureGoldens(): Promise<Figure> {
  const texts = await goldenTexts()
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  const rates = repeat(() => bytes / 1e6 / (cpuPerRun(() => texts.forEach((text) => parseGolden(text))) / 1000))
  return figureOf(rates, { name: 'golden read', unit: 'MB/s', bar: null, detail: `${texts.length} files, ${round(bytes / 1000)} kB` })
}

function chunksOf(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size))
}
