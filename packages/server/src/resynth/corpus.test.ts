import { existsSync, readdirSync, readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { resynthesise } from './resynthesise.ts'
import { isObject, type WireObject } from './wire-object.ts'

const corpus = `${process.env['GOLDWIRE_CORPUS'] ?? new URL('../../../../../shared/corpus', import.meta.url).pathname}/openai`

interface Capture {
  name: string
  header: WireObject
  events: WireObject[]
}

function readCaptures(): Capture[] {
  return readdirSync(corpus)
    .filter((file) => file.endsWith('.golden.jsonl'))
    .map((name) => {
      const [header = {}, ...frames] = readFileSync(`${corpus}/${name}`, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as WireObject)
      return { name, header, events: frames.filter(({ dir }) => dir !== 'out').flatMap(({ data }) => (isObject(data) ? [data] : [])) }
    })
}

/** Untouched traffic of OpenAI or Azure, from whatever date. */
function isUntouched({ header }: Capture): boolean {
  return header['suspect'] !== true && (header['provider'] === 'openai' || header['provider'] === 'azure')
}

test.skipIf(!existsSync(corpus))('every untouched capture of OpenAI and Azure is reproduced event by event (needs the corpus)', () => {
  const captures = readCaptures().map((capture) => ({ ...capture, result: resynthesise(capture.events) }))
  const untouched = captures.filter(isUntouched)
  const unequal = (list: typeof captures) =>
    list.filter(({ result }) => !result.equal).map(({ name, result }) => `${name}: ${result.reason}`)
  const events = (list: typeof captures) => list.reduce((sum, capture) => sum + capture.events.length, 0)
  const equal = captures.filter(({ result }) => result.equal)
  console.log(
    `resynthesis: ${untouched.length - unequal(untouched).length} of ${untouched.length} untouched captures equal (${events(untouched)} events), ` +
      `${equal.length} of ${captures.length} of all (${events(equal)} of ${events(captures)} events)`,
  )
  expect(untouched.length).toBeGreaterThan(300)
  expect(unequal(untouched)).toEqual([])
})

test.skipIf(!existsSync(corpus))(
  'the ChatGPT backend is unequal for the one reason that it leaves the output out (needs the corpus)',
  () => {
    const reasons = readCaptures()
      .filter(({ header }) => header['provider'] === 'chatgpt')
      .map(({ events }) => resynthesise(events).reason)
    expect(new Set(reasons)).toEqual(new Set(['The final response has no output although items were sent, as the ChatGPT backend does.']))
  },
)

test.skipIf(!existsSync(corpus))(
  'one value changed in a real capture is found, wherever a second place tells it (needs the corpus)',
  () => {
    const change: { [name: string]: (events: WireObject[], index: number) => boolean } = {
      delta: (events, index) => {
        const event = events.filter(({ delta }) => typeof delta === 'string' && delta !== '')[index]
        if (event !== undefined) event['delta'] = `${String(event['delta']).slice(1)}\u2603`
        return event !== undefined
      },
      'item status': (events, index) => {
        const item = events.filter(({ type }) => type === 'response.output_item.done')[index]?.['item']
        const found = isObject(item) && item['status'] !== undefined
        if (found) item['status'] = item['status'] === 'incomplete' ? 'completed' : 'incomplete'
        return found
      },
      usage: (events) => {
        const response = events.findLast((event) => isObject(event['response']))?.['response']
        const usage = isObject(response) ? response['usage'] : null
        if (isObject(usage)) usage['output_tokens'] = Number(usage['output_tokens']) + 1
        return isObject(usage)
      },
      'dropped event': (events, index) => {
        const at = 1 + ((index * 7) % Math.max(1, events.length - 2))
        const isLost = events[at]?.['type'] !== 'response.rate_limits.updated' && events[at]?.['type'] !== 'keepalive'
        if (isLost) events.splice(at, 1)
        return isLost
      },
    }
    const missed: string[] = []
    let tried = 0
    for (const [index, capture] of readCaptures().filter(isUntouched).entries()) {
      for (const [name, corrupt] of Object.entries(change)) {
        const events = structuredClone(capture.events)
        if (!corrupt(events, index % 5)) continue
        tried += 1
        if (resynthesise(events).equal) missed.push(`${capture.name}: ${name}`)
      }
    }
    expect(missed).toEqual([])
    expect(tried).toBeGreaterThan(1000)
  },
)
