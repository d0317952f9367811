import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { ConfigError } from './config.ts'
import { openSecret } from './open-secret.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'goldwire-secret-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

const none = { secret: undefined, environment: undefined, store: 'memory' }

test('the secret given goes before the environment, and the environment before the file', async () => {
  const store = `sqlite:${join(await folder(), 'a.db')}`
  expect(await openSecret({ secret: 'given', environment: 'set', store })).toBe('given')
  expect(await openSecret({ secret: undefined, environment: 'set', store })).toBe('set')
  await expect(stat(`${store.slice(7)}.secret`)).rejects.toThrow('ENOENT')
})

test('memory keeps no secret, and an empty variable is none', async () => {
  expect(await openSecret(none)).toBeUndefined()
  expect(await openSecret({ ...none, environment: '', store: 'sqlite::memory:' })).toBeUndefined()
})

test('beside a file it is made once, for its owner only, and found again', async () => {
  const file = join(await folder(), 'responses.db')
  const secret = await openSecret({ ...none, store: `sqlite:${file}` })
  expect(secret).toMatch(/^[\w-]{43}$/)
  expect(await openSecret({ ...none, store: `sqlite:${file}` })).toBe(secret)
  expect(await readFile(`${file}.secret`, 'utf8')).toBe(secret)
  expect((await stat(`${file}.secret`)).mode & 0o777).toBe(0o600)
})

test('an empty secret, or a folder that is not there, is told', async () => {
  const path = await folder()
  await writeFile(join(path, 'b.db.secret'), '')
  await expect(openSecret({ ...none, store: `sqlite:${join(path, 'b.db')}` })).rejects.toThrow(ConfigError)
  await expect(openSecret({ ...none, store: `sqlite:${join(path, 'nowhere', 'c.db')}` })).rejects.toThrow(/GOLDWIRE_SECRET/)
})
