import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'

import { parseFrame, readFrames, type StreamEvent } from '@goldwire/schemas'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'

import { storeKinds } from '../testing/test-stores.ts'

/** What one reader saw of one response until the server died. */
interface Seen {
  background: boolean
  events: StreamEvent[]
}

interface Child {
  url: string
  process: ChildProcess
}

async function startServer(store: string): Promise<Child> {
  const script = fileURLToPath(new URL('../testing/store-server.ts', import.meta.url))
  const child = spawn(process.execPath, ['--conditions=source', '--disable-warning=ExperimentalWarning', script, store], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { url: String(line).trim(), process: child }
}

async function kill({ process: child }: Child): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

/** Reads events until the stream ends, however it ends. */
async function readInto(seen: StreamEvent[], answer: Promise<Response>): Promise<void> {
  try {
    const { body } = await answer
    for await (const frame of readFrames(body ?? [])) {
      const parsed = parseFrame(frame)
      if (parsed.kind === 'event' && frame.terminated) seen.push(parsed.data as StreamEvent)
    }
  } catch {
    // The server was killed.
  }
}

const post = (url: string, body: object) =>
  fetch(`${url}/v1/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'scripted', ...body }),
  })

async function statusOf(url: string, id: string): Promise<string> {
  const answer = await fetch(`${url}/v1/responses/${id}`)
  return answer.status === 404 ? 'not found' : ((await answer.json()) as { status: string }).status
}

/** What a restarted server says wrongly of a response that somebody had read before the crash; null when all is well. */
async function mistakeIn(url: string, { background, events }: Seen): Promise<string | null> {
  const created = events[0]
  if (created?.type !== 'response.created') return null
  const { id } = created.response
  const wasWhole = events.at(-1)?.type === 'response.completed'
  const status = await statusOf(url, id)
  const allowed = wasWhole ? ['completed'] : ['completed', background ? 'failed' : 'not found']
  if (!allowed.includes(status)) return `${id} was ${wasWhole ? 'whole' : 'cut'} and is ${status}`
  if (status === 'not found') return null
  const again: StreamEvent[] = []
  await readInto(again, fetch(`${url}/v1/responses/${id}?stream=true`))
  if (again.some((event, index) => event.sequence_number !== index)) return `${id} has a gap in its numbers`
  if (again.at(-1)?.type !== `response.${status}`) return `${id} is ${status} and ends with ${again.at(-1)?.type}`
  const before = events.map(({ obfuscation: _, ...event }: StreamEvent & { obfuscation?: string }) => event)
  return isDeepStrictEqual(again.slice(0, events.length), before) ? null : `${id} does not tell again what was told`
}

const kinds = storeKinds().available.filter((kind) => kind.isLasting)

describe.each(kinds)('$name', (kind) => {
  afterAll(() => kind.close())

  test.each([60, 150, 240])('a server killed after %i ms has lost nothing it told, and shows nothing half as whole', async (ms) => {
    const { setting } = await kind.createPlace()
    const first = await startServer(setting)
    const all: Seen[] = Array.from({ length: 16 }, (_, index) => ({ background: index % 2 === 0, events: [] }))
    const reading = all.map(({ background, events }) => readInto(events, post(first.url, { input: 'Hi', background, stream: true })))
    const unread = ((await (await post(first.url, { input: 'Hi', background: true })).json()) as { id: string }).id
    await new Promise((resolve) => setTimeout(resolve, ms))
    await kill(first)
    await Promise.all(reading)

    const second = await startServer(setting)
    const mistakes = []
    for (const seen of all) mistakes.push(await mistakeIn(second.url, seen))
    expect(mistakes.filter((mistake) => mistake !== null)).toEqual([])
    // The last in line: it cannot have ended.
    expect(await (await fetch(`${second.url}/v1/responses/${unread}`)).json()).toMatchObject({
      status: 'failed',
      error: { code: 'server_error', message: 'The server stopped before this response was finished.' },
      output: [],
    })
    await kill(second)
  })

  test.runIf(kind.isShared)(
    'what a killed server was running is failed by the one beside it, whose readers are told',
    { timeout: 30_000 },
    async () => {
      const { setting } = await kind.createPlace()
      const [dying, beside] = [await startServer(setting), await startServer(setting)]
      const seen: StreamEvent[] = []
      const posted = post(dying.url, { input: 'Hi', background: true, stream: true })
      const { body } = await posted
      const reader = body?.getReader()
      const text = new TextDecoder().decode((await reader?.read())?.value)
      const id = /"id":"(resp_\w+)"/.exec(text)?.[1] ?? ''
      const following = readInto(seen, fetch(`${beside.url}/v1/responses/${id}?stream=true`))
      await new Promise((resolve) => setTimeout(resolve, 30))
      await kill(dying)
      reader?.cancel().catch(() => undefined)
      await following
      expect(seen.map((event) => event.sequence_number)).toEqual(seen.map((_, index) => index))
      expect(seen.slice(-2).map((event) => event.type)).toEqual(['error', 'response.failed'])
      expect(await statusOf(beside.url, id)).toBe('failed')
      await kill(beside)
    },
  )
})
