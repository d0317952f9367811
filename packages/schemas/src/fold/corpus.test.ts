import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'

import { accumulateResponse } from 'openai/lib/responses/ResponseAccumulator'
import type { Response as SdkResponse, ResponseStreamEvent } from 'openai/resources/responses/responses'
import { expect, test } from 'vitest'

import { itemGrammarOf } from '../grammar/item-grammars.ts'
import { foldEvents } from './fold-events.ts'

type Json = Record<string, unknown>
interface Capture {
  file: string
  provider: string
  events: Json[]
}

const corpus = process.env['GOLDWIRE_CORPUS'] ?? new URL('../../../../../shared/corpus', import.meta.url).pathname
const absent = !existsSync(`${corpus}/openai`)

function readCaptures(folder: string): Capture[] {
  return readdirSync(`${corpus}/${folder}`)
    .filter((file) => file.endsWith('.golden.jsonl'))
    .map((file) => {
      const lines = readFileSync(`${corpus}/${folder}/${file}`, 'utf8').trim().split('\n')
      const [header, ...frames] = lines.map((line) => JSON.parse(line) as Json)
      const events = frames.map((frame) => frame['data']).filter((data): data is Json => typeof data === 'object' && data !== null)
      return { file, provider: String(header?.['provider']), suspect: header?.['suspect'] === true, events }
    })
    .filter(({ suspect }) => !suspect)
}

/** Without what is encrypted anew each time it is sent. */
const comparable = (items: readonly Json[]): Json[] =>
  items.map((item) => {
    const reencrypted = itemGrammarOf(String(item['type']))?.reencrypted ?? []
    return Object.fromEntries(Object.entries(item).filter(([key]) => !reencrypted.includes(`/${key}`)))
  })

const outputOf = (events: Json[]): Json[] => foldEvents(events).response?.output ?? []

test.skipIf(absent)(
  'every sound OpenAI and Azure stream folds to its terminal response, without a problem (needs ../shared/corpus)',
  () => {
    const captures = readCaptures('openai').filter(({ provider }) => provider === 'openai' || provider === 'azure')
    const failures: string[] = []
    let items = 0
    for (const { file, events } of captures) {
      const terminal = events.findLast((event) => 'response' in event) as { response: Json }
      // The terminal event is folded without its output, which then can only come from the events of the items.
      const blind = events.map((event) => (event === terminal ? { ...terminal, response: { ...terminal.response, output: [] } } : event))
      const { response, complete, problems } = foldEvents(blind)
      const final = terminal.response['output'] as Json[]
      // A stream resumed in the middle may have missed whole items.
      const seen = new Set(events.map((event) => event['output_index']))
      const expected = { ...terminal.response, output: comparable(final.filter((_, index) => seen.has(index))) }
      const ours = { ...response, output: comparable(response?.output ?? []) }
      if (!complete || problems.length > 0 || !isDeepStrictEqual(ours, expected))
        failures.push(`${file}: ${JSON.stringify(problems.slice(0, 2))}`)
      items += final.length
    }
    console.info(
      `fold over the corpus: ${captures.length - failures.length} of ${captures.length} streams, ${items} items, equal to their terminal response`,
    )
    expect(failures).toEqual([])
    expect(captures.length).toBeGreaterThan(300)
  },
)

test.skipIf(absent)('the SDK accumulates the same from deltas, but for the log probabilities it drops (needs ../shared/corpus)', () => {
  const captures = [...readCaptures('openai'), ...readCaptures('other')].filter(({ events }) => events[0]?.['type'] === 'response.created')
  const differing: string[] = []
  const refused: string[] = []
  for (const { file, events } of captures) {
    // Cut before the last item is finished, so that its content comes from the deltas.
    const cut = events.slice(
      0,
      events.findLastIndex((event) => event['type'] === 'response.output_item.done'),
    )
    let snapshot: SdkResponse | undefined
    try {
      for (const event of structuredClone(cut)) snapshot = accumulateResponse(event as unknown as ResponseStreamEvent, snapshot)
    } catch (error) {
      refused.push(`${file}: ${String(error)}`)
      continue
    }
    const withoutLogprobs = (output: unknown): unknown =>
      JSON.parse(JSON.stringify(output), (key, value: unknown) => (key === 'logprobs' ? [] : value))
    if (!isDeepStrictEqual(withoutLogprobs(snapshot?.output), withoutLogprobs(outputOf(cut)))) differing.push(file)
  }
  console.info(
    `fold against the SDK: ${captures.length - differing.length - refused.length} of ${captures.length} equal, ${refused.length} refused by the SDK`,
  )
  expect(differing).toEqual([])
  expect(refused.length).toBeLessThan(10)
})
