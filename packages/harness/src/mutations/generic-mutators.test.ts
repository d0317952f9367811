import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readGolden } from '../golden/read-golden.ts'
import type { LintOptions } from '../lint/context.ts'
import type { JsonObject } from '../lint/json.ts'
import { lintStream, optionsFrom } from '../lint/lint-stream.ts'
import { changeEachLeaf, dropEach, duplicateEach, type Mutant, swapEach } from './generic-mutators.ts'
import { soundStreams } from './sound-streams.ts'

const corpus = join(process.env['GOLDWIRE_CORPUS'] ?? join(import.meta.dirname, '../../../../../shared/corpus'), 'openai')

interface Subject {
  name: string
  events: JsonObject[]
  options: LintOptions
  /** Rules and places that already speak on the stream as it is. */
  before: Set<string>
}

const made: Subject[] = Object.entries(soundStreams).map(([name, make]) => ({ name, events: make(), options: {}, before: new Set() }))

/** Every nth sound capture that is not too long to be mutated hundreds of times. */
async function captures(step: number, longest: number): Promise<Subject[]> {
  const found: Subject[] = []
  for (const [index, file] of readdirSync(corpus).entries()) {
    if (index % step !== 0) continue
    const golden = await readGolden(join(corpus, file))
    const { provider, suspect } = golden.header
    const events = golden.lines.filter((line) => line.dir !== 'out').map((line) => line.data as JsonObject)
    if (suspect === true || (provider !== 'openai' && provider !== 'azure') || events.length > longest) continue
    const options = { ...optionsFrom(golden), framing: 'data-only' as const }
    found.push({ name: file, events, options, before: new Set(lintStream(events, options).map(({ rule, pointer }) => rule + pointer)) })
  }
  return found
}

const spoken = (events: JsonObject[], { options, before }: Subject) =>
  lintStream(events, options)
    .filter(({ severity, rule, pointer }) => severity !== 'info' && !before.has(rule + pointer))
    .map(({ rule }) => rule.slice(0, 5))

function tally(mutator: (events: readonly JsonObject[]) => Iterable<Mutant>, subjects: readonly Subject[]) {
  const missed: string[] = []
  let mutants = 0
  for (const subject of subjects) {
    for (const { label, events } of mutator(subject.events)) {
      mutants++
      if (spoken(events, subject).length === 0) missed.push(label)
    }
  }
  return { mutants, rate: 1 - missed.length / mutants, missed: [...new Set(missed)].toSorted() }
}

test('an event left out is found, wherever it stood', () => {
  const { missed } = tally(dropEach, made)
  // A keepalive may come or not, and a last preview too; response.failed alone tells the failure, too; and its item may stay open.
  expect(missed).toEqual([
    'drop error',
    'drop keepalive',
    'drop response.image_generation_call.partial_image',
    'drop response.output_item.done',
  ])
})

test('an event sent twice is found, wherever it stands', () => {
  // OpenAI itself repeats that one.
  expect(tally(duplicateEach, made).missed).toEqual(['duplicate response.mcp_call.in_progress'])
})

test('two events exchanged are found, wherever they stand', () => {
  // An annotation may come before or after any delta of its text.
  expect(tally(swapEach, made).missed).toEqual([
    'swap response.output_text.annotation.added response.output_text.done',
    'swap response.output_text.delta response.output_text.annotation.added',
  ])
})

test('any single value changed is found, save values that nothing else in the stream depends on', () => {
  const { missed, rate } = tally(changeEachLeaf, made)
  const free =
    /usage\/(?:input_tokens_details\/(?:cached_tokens|cache_write_tokens)|output_tokens_details\/reasoning_tokens)$|\/completed_at$|encrypted_content$|^change error \/error\/(?:type|param)$|obfuscation$|partial_image \/(?:partial_image_b64|size)$|web_search\/num_requests$/
  expect(missed.filter((label) => !free.test(label))).toEqual([])
  expect(rate).toBeGreaterThan(0.98)
}, 60_000)

test.skipIf(!existsSync(corpus))(
  'generic mutants of captures (present here) are found',
  async () => {
    const subjects = await captures(20, 40)
    expect(subjects.length).toBeGreaterThan(2)
    expect(tally(dropEach, subjects).rate).toBeGreaterThan(0.98)
    expect(tally(duplicateEach, subjects).rate).toBeGreaterThan(0.99)
    expect(tally(swapEach, subjects).rate).toBeGreaterThan(0.97)
    expect(tally(changeEachLeaf, subjects).rate).toBeGreaterThan(0.97)
  },
  120_000,
)
