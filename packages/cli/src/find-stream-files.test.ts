import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { findStreamFiles } from './find-stream-files.ts'

async function folderOf(...names: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'goldwire-find-'))
  for (const name of names) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), '')
  }
  return folder
}

const below = async (folder: string) => (await findStreamFiles([folder])).map((file) => file.slice(folder.length + 1))

test('a folder is searched to any depth, in order of names', async () => {
  const folder = await folderOf('b.sse', 'a/z.jsonl.gz', 'a/größe 日本.ndjson', 'a/notes.md', 'c.sse/in-it.sse')
  expect(await below(folder)).toEqual(['a/größe 日本.ndjson', 'a/z.jsonl.gz', 'b.sse', 'c.sse/in-it.sse'])
})

test('links to folders are followed, and a ring of them is walked once', async () => {
  const folder = await folderOf('a.sse')
  const other = await folderOf('b.sse')
  await symlink(folder, join(folder, 'ring'))
  await symlink(other, join(folder, 'other'))
  expect(await below(folder)).toEqual(['a.sse', 'other/b.sse'])
})

test.skipIf(process.platform === 'win32')('a pipe in a folder is not waited for', async () => {
  const folder = await folderOf('a.sse')
  execFileSync('mkfifo', [join(folder, 'pipe.sse')])
  expect(await below(folder)).toEqual(['a.sse'])
})

test('a link that leads nowhere is kept, so that reading it can complain', async () => {
  const folder = await folderOf('a.sse')
  await symlink('/nowhere', join(folder, 'lost.sse'))
  await symlink('/nowhere', join(folder, 'lost.md'))
  expect(await below(folder)).toEqual(['a.sse', 'lost.sse'])
})

test('what is not there and what holds no stream is told', async () => {
  const folder = await folderOf('notes.md')
  await expect(findStreamFiles([join(folder, 'none')])).rejects.toThrow('there is no')
  await expect(findStreamFiles([folder])).rejects.toThrow('holds no *.jsonl')
})
