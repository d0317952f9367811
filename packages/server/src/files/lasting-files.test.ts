import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'

import OpenAI, { toFile } from 'openai'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'

import { createScriptedEngine, textScript } from '../engines/scripted/scripted-engine.ts'
import { createSeededBytes } from '../run/random-bytes.ts'
import { type RunningServer, startServer } from '../server.ts'
import { createTestApp, listen } from '../testing/test-app.ts'
import { storeKinds } from '../testing/test-stores.ts'
import { createContainers } from '../tools/code-interpreter/containers.ts'

const clientOf = (url: string) => new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 })

async function start(store: string): Promise<RunningServer> {
  const server = await startServer({ store, engine: createScriptedEngine({ script: textScript(['Hi']) }) })
  onTestFinished(() => server.close())
  return server
}

async function startChild(store: string): Promise<{ url: string; child: ChildProcess }> {
  const script = fileURLToPath(new URL('../testing/store-server.ts', import.meta.url))
  const child = spawn(process.execPath, ['--conditions=source', '--disable-warning=ExperimentalWarning', script, store], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { url: String(line).trim(), child }
}

async function allOf<Entry>(pages: AsyncIterable<Entry>): Promise<Entry[]> {
  const all: Entry[] = []
  for await (const entry of pages) all.push(entry)
  return all
}

const signal = new AbortController().signal
const kinds = storeKinds().available.filter((kind) => kind.isLasting)

describe.each(kinds)('$name', (kind) => {
  afterAll(() => kind.close())

  test('files, vector stores and containers are there again after a restart', async () => {
    const { setting } = await kind.createPlace()
    const first = await start(setting)
    const before = clientOf(first.url)
    const file = await before.files.create({ file: await toFile(Buffer.from('Cats sleep all day.'), 'cats.txt'), purpose: 'assistants' })
    const store = await before.vectorStores.create({ name: 'Animals' })
    await before.vectorStores.files.createAndPoll(store.id, { file_id: file.id, attributes: { kind: 'feline' } })
    const batch = await before.vectorStores.fileBatches.create(store.id, { file_ids: [file.id], attributes: { kind: 'feline' } })
    const container = await before.containers.create({ name: 'Work', file_ids: [file.id] })
    const told = await before.vectorStores.retrieve(store.id)
    await first.close()

    const after = clientOf((await start(setting)).url)
    expect((await after.files.list()).data).toEqual([file])
    expect(await (await after.files.content(file.id)).text()).toBe('Cats sleep all day.')
    expect(await after.vectorStores.retrieve(store.id)).toEqual(told)
    const found = await after.vectorStores.search(store.id, { query: 'cats', filters: { type: 'eq', key: 'kind', value: 'feline' } })
    expect(found.data).toMatchObject([{ file_id: file.id, filename: 'cats.txt', content: [{ text: 'Cats sleep all day.' }] }])
    expect(await after.vectorStores.fileBatches.retrieve(batch.id, { vector_store_id: store.id })).toEqual(batch)
    expect((await after.containers.list()).data).toEqual([container])
    const [inside] = (await after.containers.files.list(container.id)).data
    expect(inside).toMatchObject({ path: '/mnt/data/cats.txt', bytes: 19 })
    const content = await after.containers.files.content.retrieve(inside?.id ?? '', { container_id: container.id })
    expect(await content.text()).toBe('Cats sleep all day.')
    await after.files.delete(file.id)
    expect((await after.vectorStores.search(store.id, { query: 'cats' })).data).toEqual([])
  })

  test.each([1, 4])('a server killed when %i of many uploads are done shows each file whole or not at all', async (count) => {
    const { setting } = await kind.createPlace()
    const first = await startChild(setting)
    const contents = Array.from({ length: 8 }, (_, index) => Buffer.alloc(2_500_000 + index, createSeededBytes(index)(997)))
    const acknowledged: string[] = []
    let settled: Promise<unknown> = Promise.resolve()
    await new Promise<void>((resolve) => {
      const uploads = contents.map(async (content, index) => {
        const { id } = await clientOf(first.url).files.create({ file: await toFile(content, `${index}.bin`), purpose: 'user_data' })
        acknowledged.push(id)
        if (acknowledged.length === count) resolve()
      })
      settled = Promise.allSettled(uploads)
    })
    first.child.kill('SIGKILL')
    await settled

    const after = clientOf((await startChild(setting)).url)
    const files = await allOf(after.files.list())
    const wrong: string[] = acknowledged.filter((id) => !files.some((file) => file.id === id))
    for (const { id, filename } of files) {
      const got = Buffer.from(await (await after.files.content(id)).arrayBuffer())
      const wanted = contents[Number.parseInt(filename, 10)] ?? Buffer.alloc(0)
      if (sha(got) !== sha(wanted)) wrong.push(`${filename}: ${got.length} of ${wanted.length} bytes`)
    }
    expect(wrong).toEqual([])
  })

  test('Python finds the files of a container that another server wrote', async () => {
    const place = await kind.createPlace()
    const store = await place.open()
    const besides = kind.isShared ? await place.open() : store
    onTestFinished(async () => {
      await store.close()
      if (besides !== store) await besides.close()
    })
    const options = { now: Date.now, random: createSeededBytes(1) }
    const first = createContainers({}, { ...options, objects: store.objects })
    const second = createContainers({}, { ...options, random: createSeededBytes(2), objects: besides.objects })
    onTestFinished(async () => void (await Promise.all([first.close(), second.close()])))
    const container = await first.create()
    expect(await container.run('open("a.txt", "w").write("one");', signal)).toMatchObject({ files: [{ name: 'a.txt', size: 3 }] })
    const same = await second.get(container.id)
    expect(await same?.run('open("a.txt").read()', signal)).toMatchObject({ logs: "'one'", isFresh: true })
    await same?.run('open("a.txt", "w").write("changed");', signal)
    expect(await container.run('open("a.txt").read()', signal)).toMatchObject({ logs: "'changed'", isFresh: false })
    expect((await container.files()).map(({ name, size }) => [name, size])).toEqual([['a.txt', 7]])
    expect(await first.delete(container.id)).toBe(true)
    expect(await second.get(container.id)).toBeNull()
  }, 30_000)

  test.runIf(kind.isShared)('what one server indexes, the other finds, and what it takes away is gone there', async () => {
    const { setting } = await kind.createPlace()
    const [one, other] = [clientOf((await start(setting)).url), clientOf((await start(setting)).url)]
    const upload = async (text: string) =>
      (await one.files.create({ file: await toFile(Buffer.from(text), 'a.txt'), purpose: 'assistants' })).id
    const { id } = await one.vectorStores.create({})
    const texts = async () => (await other.vectorStores.search(id, { query: 'apples pears' })).data.map((result) => result.content[0]?.text)
    expect(await texts()).toEqual([])
    const [apples, pears] = [await upload('Apples are red.'), await upload('Pears are green.')]
    await one.vectorStores.files.create(id, { file_id: apples })
    expect(await texts()).toEqual(['Apples are red.'])
    await one.vectorStores.files.create(id, { file_id: pears })
    await one.vectorStores.files.delete(apples, { vector_store_id: id })
    expect(await texts()).toEqual(['Pears are green.'])
  })
})

const half =
  '--x\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nuser_data\r\n' +
  `--x\r\ncontent-disposition: form-data; name="file"; filename="half.txt"\r\ncontent-type: text/plain\r\n\r\n${'half '.repeat(20_000)}`
const head = (more: string) =>
  `POST /v1/files HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=x\r\nconnection: close\r\n${more}\r\n\r\n`

test.each([
  ['its client hangs up', `${head('content-length: 5000000')}${half}`],
  ['its body ends before the form does', `${head(`content-length: ${half.length}`)}${half}`],
  ['its chunks end before the form does', `${head('transfer-encoding: chunked')}${half.length.toString(16)}\r\n${half}\r\n0\r\n\r\n`],
])('of half an upload nothing is left when %s', async (_, bytes) => {
  await using server = await listen(createTestApp())
  const { port } = new URL(server.url)
  const socket = connect(Number(port), '127.0.0.1')
  socket.on('error', () => undefined)
  let answer = ''
  socket.on('data', (data) => (answer += String(data)))
  await once(socket, 'connect')
  await new Promise((resolve) => socket.write(bytes, resolve))
  const closed = once(socket, 'close')
  setTimeout(() => socket.end(), 200)
  await closed
  expect(answer === '' || answer.startsWith('HTTP/1.1 400 ')).toBe(true)
  expect((await clientOf(server.url).files.list()).data).toEqual([])
})

test('what would be too much for everything that is kept is refused, wherever it is to go', async () => {
  await using server = await listen(createTestApp({ limits: { keptBytes: 1_000 } }))
  const client = clientOf(server.url)
  const upload = async (bytes: number) =>
    await client.files.create({ file: await toFile(Buffer.alloc(bytes, 'a '), 'a.txt'), purpose: 'assistants' })
  const file = await upload(600)
  await expect(upload(500)).rejects.toMatchObject({ status: 413, code: 'request_too_large', param: 'file' })
  const store = await client.vectorStores.create({})
  await expect(client.vectorStores.files.create(store.id, { file_id: file.id })).rejects.toMatchObject({ status: 413 })
  const container = await client.containers.create({ name: 'Work' })
  const large = { file: await toFile(Buffer.alloc(500), 'b.txt') }
  await expect(client.containers.files.create(container.id, large)).rejects.toMatchObject({ status: 413 })
  await client.files.delete(file.id)
  await upload(500)
})

function sha(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
