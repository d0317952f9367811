import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { createSpool, type Spool } from './create-spool.ts'
import { type Entry, entryKinds } from './entry.ts'
import { createSpoolMemory } from './spool-blocks.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'spool-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

async function readAll(spool: Spool): Promise<unknown[]> {
  const entries: unknown[] = []
  for await (const batch of spool.read())
    for (const { kind, t, bytes } of batch) entries.push([kind, t, Buffer.from(bytes).toString('latin1')])
  return entries
}

test('what was added is read, twice, from memory as from a file', async () => {
  const directory = await folder()
  const entry = fc.record({
    kind: fc.constantFrom(...entryKinds),
    t: fc.double({ min: 0, max: 1e6, noNaN: true }),
    bytes: fc.uint8Array({ maxLength: 300 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 30 }), fc.nat(2000), fc.boolean(), async (entries: Entry[], smallBytes, onDisk) => {
      const spool = createSpool({ directory, smallBytes, memory: createSpoolMemory(onDisk ? 0 : 10_000_000) })
      for (const one of entries) spool.add(one)
      const expected = entries.map(({ kind, t, bytes }) => [kind, t, Buffer.from(bytes).toString('latin1')])
      expect(await readAll(spool)).toEqual(expected)
      expect(await readAll(spool)).toEqual(expected)
      await spool.discard()
    }),
    { numRuns: 60 },
  )
  expect(await readdir(directory)).toEqual([])
})

test('large and small entries past many blocks come back, the writer is waited for, and the file has no name', async () => {
  const directory = await folder()
  const spool = createSpool({ directory, smallBytes: 0, memory: createSpoolMemory(0) })
  let waited = 0
  for (let at = 0; at < 600; at++) {
    spool.add({ kind: 'body', t: at, bytes: Buffer.alloc(at % 100 === 0 ? 3_000_000 : 20_000, at % 251) })
    const room = spool.room()
    if (room === null) continue
    waited++
    await room
  }
  expect(waited).toBeGreaterThan(0)
  expect(await readdir(directory)).toEqual([])
  let at = 0
  for await (const batch of spool.read()) {
    for (const { t, bytes } of batch) {
      expect([t, bytes.length, bytes[0], bytes.at(-1)]).toEqual([at, at % 100 === 0 ? 3_000_000 : 20_000, at % 251, at % 251])
      at++
    }
  }
  expect(at).toBe(600)
  await spool.discard()
})

test('a folder that cannot be written is told when the entries are read', async () => {
  const file = join(await folder(), 'file')
  await writeFile(file, '')
  const spool = createSpool({ directory: join(file, 'below'), smallBytes: 0, memory: createSpoolMemory(0) })
  for (let at = 0; at < 3; at++) spool.add({ kind: 'body', t: 0, bytes: Buffer.alloc(700_000) })
  await expect(readAll(spool)).rejects.toThrow(/ENOTDIR|ENOENT|EEXIST/)
  await spool.discard()
})
