import OpenAI, { toFile } from 'openai'
import { expect, test } from 'vitest'

import { createTestApp, listen } from '../testing/test-app.ts'

test('a container is created, listed, given files and deleted', async () => {
  await using server = await listen(createTestApp())
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0 })
  const file = await client.files.create({ file: await toFile(Buffer.from('one'), 'one.txt'), purpose: 'user_data' })
  const container = await client.containers.create({
    name: 'Work',
    file_ids: [file.id],
    expires_after: { anchor: 'last_active_at', minutes: 5 },
  })
  expect(container).toMatchObject({
    object: 'container',
    name: 'Work',
    status: 'running',
    expires_after: { anchor: 'last_active_at', minutes: 5 },
  })
  expect(container.id).toMatch(/^cntr_[0-9a-f]{50}$/)
  expect(await client.containers.retrieve(container.id)).toEqual(container)
  expect((await client.containers.list()).data).toEqual([container])
  const added = await client.containers.files.create(container.id, { file: await toFile(Buffer.from('two'), '../two.txt') })
  expect(added).toMatchObject({ object: 'container.file', bytes: 3, container_id: container.id, path: '/mnt/data/two.txt', source: 'user' })
  const listed = await client.containers.files.list(container.id, { order: 'asc' })
  expect(listed.data.map(({ path }) => path)).toEqual(['/mnt/data/one.txt', '/mnt/data/two.txt'])
  expect(await client.containers.files.retrieve(added.id, { container_id: container.id })).toEqual(added)
  expect(await (await client.containers.files.content.retrieve(added.id, { container_id: container.id })).text()).toBe('two')
  await client.containers.delete(container.id)
  await expect(client.containers.retrieve(container.id)).rejects.toMatchObject({ status: 404 })
})

test('what no container here has is refused', async () => {
  await using server = await listen(createTestApp())
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0 })
  await expect(client.containers.create({ name: 'a', memory_limit: '64g' })).rejects.toMatchObject({ status: 400, param: 'memory_limit' })
  const network_policy = { type: 'allowlist', allowed_domains: ['one.example'] } as const
  await expect(
    client.containers.create({ name: 'a', network_policy: { ...network_policy, allowed_domains: ['one.example'] } }),
  ).rejects.toMatchObject({ status: 400 })
  await expect(client.containers.create({ name: 'a', file_ids: ['file-none'] })).rejects.toMatchObject({
    status: 404,
    param: 'file_ids[0]',
  })
})
