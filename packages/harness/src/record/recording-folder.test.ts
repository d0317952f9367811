import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startUpstream } from '../testing/recording.ts'
import { createRecordingProxy } from './create-recording-proxy.ts'

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'goldwire-folder-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

test('two recorders in one folder keep every recording', async () => {
  const out = await temporaryFolder()
  const upstream = await startUpstream((incoming, answer) => answer.end(JSON.stringify({ asked: incoming.headers['x-nth'] })))
  const files: (string | null)[] = []
  const onRecorded = ({ file }: { file: string | null }) => void files.push(file)
  const options = { upstream: upstream.url, out, provider: 'p', onRecorded }
  const proxies = [await createRecordingProxy(options), await createRecordingProxy(options)]
  for (let nth = 0; nth < 6; nth++)
    await fetch(`${proxies[nth % 2]?.url}/v1/models`, { headers: { 'x-nth': String(nth) } }).then((answer) => answer.text())
  await Promise.all(proxies.map((proxy) => proxy.close()))

  const names = (await readdir(join(out, 'p'))).sort()
  expect(names).toEqual([1, 2, 3].flatMap((number) => ['-2', ''].map((more) => `000${number}-get-models${more}.golden.jsonl`)))
  expect(new Set(files)).toEqual(new Set(names.map((name) => join(out, 'p', name))))
  const kept = await Promise.all(names.map(async (name) => /"asked":"(\d)"/.exec(await readFile(join(out, 'p', name), 'utf8'))?.[1]))
  expect(new Set(kept)).toEqual(new Set(['0', '1', '2', '3', '4', '5']))
})

test('a folder that cannot be written to is told at the start, before an exchange is lost', async () => {
  const out = join(await temporaryFolder(), 'file')
  await writeFile(out, '')
  await expect(createRecordingProxy({ upstream: 'http://127.0.0.1:1', out })).rejects.toThrow(/file: no recordings can be written there/)
})
