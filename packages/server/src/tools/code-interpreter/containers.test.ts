import { expect, test } from 'vitest'

import { createSeededBytes } from '../../run/random-bytes.ts'
import { createMemoryObjects } from '../../store/memory-objects.ts'
import { createContainers } from './containers.ts'

const signal = new AbortController().signal

test('a container that nobody uses is gone after its time', async () => {
  let now = 1_800_000_000_000
  const containers = createContainers({}, { now: () => now, random: createSeededBytes(1), objects: createMemoryObjects() })
  const { id } = await containers.create({ minutes: 5 })
  expect((await containers.get(id))?.tell()).toMatchObject({ id, object: 'container', status: 'running', expires_after: { minutes: 5 } })
  now += 5 * 60_000 - 1
  expect(await containers.get(id)).not.toBeNull()
  now += 1
  expect(await containers.get(id)).toBeNull()
  await containers.close()
})

test('the container unused for longest loses its Python to a new one, but not its files', async () => {
  let now = 1_800_000_000_000
  const containers = createContainers(
    { maxRunning: 1 },
    { now: () => (now += 1_000), random: createSeededBytes(1), objects: createMemoryObjects() },
  )
  const [first, second] = [await containers.create(), await containers.create()]
  expect(await first.run('x = 1; open("a.txt", "w").write("kept")', signal)).toMatchObject({ isFresh: true, failed: false })
  expect(await first.run('x', signal)).toMatchObject({ isFresh: false, logs: '1' })
  expect(await second.run('2', signal)).toMatchObject({ logs: '2' })
  expect(await first.run('open("a.txt").read()', signal)).toMatchObject({ isFresh: true, logs: "'kept'" })
  expect(await first.run('x', signal)).toMatchObject({ failed: true })
  await containers.close()
})

test('calls of one container run one after the other', async () => {
  const containers = createContainers({}, { now: Date.now, random: createSeededBytes(1), objects: createMemoryObjects() })
  const container = await containers.create()
  const runs = await Promise.all([
    container.run('import time; time.sleep(0.2); y = 1', signal),
    container.run('y + 1', signal),
    container.run('y + 2', signal),
  ])
  expect(runs.map((run) => run.outcome === 'ran' && run.logs)).toEqual(['', '2', '3'])
  expect(await containers.delete(container.id)).toBe(true)
  expect(await containers.delete(container.id)).toBe(false)
  await containers.close()
})

test('closing while Python starts leaves no process behind', async () => {
  const containers = createContainers({}, { now: Date.now, random: createSeededBytes(1), objects: createMemoryObjects() })
  const run = (await containers.create()).run('1', signal)
  await new Promise((resolve) => setTimeout(resolve, 50))
  await containers.close()
  expect(await run).toMatchObject({ outcome: 'killed' })
})
