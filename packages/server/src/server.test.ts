import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'

import { expect, test } from 'vitest'

import { ConfigError } from './config.ts'
import { startServer } from './server.ts'
import { createMemoryStore } from './store/memory-store.ts'
import { createTestEngine } from './testing/test-app.ts'

test('a server listens on loopback and a free port, and tells where', async () => {
  await using server = await startServer({ engine: createTestEngine() })
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect((await fetch(`${server.url}/health`)).status).toBe(200)
})

test('closing closes engine and store, once', async () => {
  const closed: string[] = []
  const engine = Object.assign(createTestEngine(), { close: async () => void closed.push('engine') })
  const store = { ...createMemoryStore(), close: async () => void closed.push('store') }
  const server = await startServer({ engine, store })
  await Promise.all([server.close(), server.close()])
  await server.close()
  expect(closed).toEqual(['engine', 'store'])
  await expect(fetch(`${server.url}/health`)).rejects.toThrow('fetch failed')
})

test('a port in use is a mistake that says what to do, and closes what was opened', async () => {
  await using first = await startServer({ engine: createTestEngine() })
  const closed: string[] = []
  const engine = Object.assign(createTestEngine(), { close: async () => void closed.push('engine') })
  const second = startServer({ engine, port: Number(new URL(first.url).port) })
  await expect(second).rejects.toThrow(ConfigError)
  await expect(second).rejects.toThrow(/^Failed to listen on 127\.0\.0\.1:\d+: the port is in use\./)
  expect(closed).toEqual(['engine'])
})

test('an address of the sixth version is written as URLs write it', async () => {
  await using server = await startServer({ engine: createTestEngine(), host: '::1' })
  expect(server.url).toMatch(/^http:\/\/\[::1\]:\d+$/)
  expect((await fetch(`${server.url}/health`)).status).toBe(200)
})

test('settings it cannot start with are named', async () => {
  const engine = createTestEngine()
  await expect(startServer({ engine, port: 70_000 })).rejects.toThrow('Invalid port 70000')
  await expect(startServer({ engine, store: 'redis://host' })).rejects.toThrow(
    /^Unknown store 'redis'\. This version has: memory, sqlite:FILE, /,
  )
  await expect(startServer({ engine, store: 'sqlite:/nowhere/at/all.db' })).rejects.toThrow(
    "Failed to open the SQLite store '/nowhere/at/all.db': unable to open database file",
  )
  const unreachable = await startServer({ engine, store: 'postgres://somebody:p%40ssword@127.0.0.1:1/db?password=p%40ssword' }).catch(
    (error: unknown) => error,
  )
  expect(String(unreachable)).toMatch(/^ConfigError: Failed to open the Postgres store at 127\.0\.0\.1:1\/db: .*ECONNREFUSED/)
  const broken = await startServer({ engine, store: 'postgres://somebody:p@ssword@[host/db' }).catch((error: unknown) => error)
  expect(String(broken)).toMatch(/^ConfigError: Invalid URL of the Postgres store/)
  for (const error of [unreachable, broken]) expect(inspect(error)).not.toMatch(/ssword/)
  await expect(startServer({ engine: 'llama' })).rejects.toThrow('needs a model')
  await expect(startServer({ engine: 'gpt' as 'llama' })).rejects.toThrow("Unknown engine 'gpt'")
})

test('a model that is none is named with its file', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'goldwire-')), 'not-a-model.gguf')
  await writeFile(path, 'hello')
  await expect(startServer({ model: { id: 'x', path } })).rejects.toThrow(path)
})

test('keys and limits reach the app', async () => {
  await using server = await startServer({ engine: createTestEngine(), apiKeys: ['key'], limits: { bodyBytes: 10 } })
  const headers = { 'content-type': 'application/json', authorization: 'Bearer key' }
  expect((await fetch(`${server.url}/v1/models`)).status).toBe(401)
  expect((await fetch(`${server.url}/v1/responses`, { method: 'POST', headers, body: '{"model":"test-model"}' })).status).toBe(413)
})
