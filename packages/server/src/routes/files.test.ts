import OpenAI, { toFile } from 'openai'
import { expect, test } from 'vitest'

import { createTestApp, listen } from '../testing/test-app.ts'

async function withClient(run: (client: OpenAI, url: string) => Promise<void>, options: Parameters<typeof createTestApp>[0] = {}) {
  await using server = await listen(createTestApp(options))
  await run(new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0 }), server.url)
}

test('a file is uploaded, listed, read and deleted', async () => {
  await withClient(async (client) => {
    const file = await client.files.create({ file: await toFile(Buffer.from('höllo'), 'greeting.txt'), purpose: 'assistants' })
    expect(file).toMatchObject({
      object: 'file',
      bytes: 6,
      filename: 'greeting.txt',
      purpose: 'assistants',
      status: 'processed',
      expires_at: null,
    })
    expect(file.id).toMatch(/^file-[A-Za-z0-9]{22}$/)
    expect(await client.files.retrieve(file.id)).toEqual(file)
    expect(await (await client.files.content(file.id)).text()).toBe('höllo')
    expect((await client.files.list()).data).toEqual([file])
    expect((await client.files.list({ purpose: 'batch' })).data).toEqual([])
    expect(await client.files.delete(file.id)).toEqual({ object: 'file', deleted: true, id: file.id })
    await expect(client.files.retrieve(file.id)).rejects.toMatchObject({ status: 404 })
    await expect(client.files.content(file.id)).rejects.toMatchObject({ status: 404 })
    await expect(client.files.delete(file.id)).rejects.toMatchObject({ status: 404 })
  })
})

test('a file is gone when it expires', async () => {
  let now = 1_800_000_000_000
  await withClient(
    async (client) => {
      const expires_after = { anchor: 'created_at', seconds: 3600 } as const
      const file = await client.files.create({ file: await toFile(Buffer.from('a'), 'a.txt'), purpose: 'user_data', expires_after })
      expect(file.expires_at).toBe(1_800_003_600)
      now += 3_599_000
      expect((await client.files.retrieve(file.id)).id).toBe(file.id)
      now += 1_000
      await expect(client.files.retrieve(file.id)).rejects.toMatchObject({ status: 404 })
    },
    { now: () => now },
  )
})

test('files are listed a page at a time, newest first', async () => {
  await withClient(async (client) => {
    const ids: string[] = []
    for (const name of ['a.txt', 'b.txt', 'c.txt']) {
      ids.push((await client.files.create({ file: await toFile(Buffer.from(name), name), purpose: 'assistants' })).id)
    }
    const seen: string[] = []
    for await (const { id } of client.files.list({ limit: 2 })) seen.push(id)
    expect(seen).toEqual(ids.toReversed())
    expect((await client.files.list({ order: 'asc' })).data.map(({ id }) => id)).toEqual(ids)
  })
})

test('an upload that is not one is refused', async () => {
  await withClient(async (client, url) => {
    const upload = async (form: FormData) => {
      const response = await fetch(`${url}/v1/files`, { method: 'POST', body: form })
      return { status: response.status, ...((await response.json()) as { error: object }).error }
    }
    const form = (entries: Record<string, string | Blob>) => {
      const data = new FormData()
      for (const [name, value] of Object.entries(entries)) data.append(name, value)
      return data
    }
    const file = new Blob(['text'])
    expect(await upload(form({ purpose: 'assistants' }))).toMatchObject({ status: 400, param: 'file', code: 'missing_required_parameter' })
    expect(await upload(form({ file }))).toMatchObject({ status: 400, param: 'purpose' })
    expect(await upload(form({ file, purpose: 'fun' }))).toMatchObject({ status: 400, param: 'purpose' })
    expect(
      await upload(form({ file, purpose: 'assistants', 'expires_after[seconds]': '1', 'expires_after[anchor]': 'created_at' })),
    ).toMatchObject({
      status: 400,
      param: 'expires_after.seconds',
    })
    const json = await fetch(`${url}/v1/files`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
    expect(json.status).toBe(415)
    const broken = await fetch(`${url}/v1/files`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: '--x\r\nrubbish',
    })
    expect(broken.status).toBe(400)
    // Only files come as forms.
    const elsewhere = await fetch(`${url}/v1/responses`, { method: 'POST', body: form({ file }) })
    expect(elsewhere.status).toBe(415)
    expect((await client.files.list()).data).toEqual([])
  })
})

test('a file longer than the limit is refused, and so is one too many for the memory', async () => {
  await withClient(
    async (client) => {
      const long = client.files.create({ file: await toFile(Buffer.alloc(3_000), 'a.txt'), purpose: 'assistants' })
      await expect(long).rejects.toMatchObject({ status: 413, code: 'request_too_large' })
      const fits = await client.files.create({ file: await toFile(Buffer.alloc(1_000), 'a.txt'), purpose: 'assistants' })
      expect(fits.bytes).toBe(1_000)
    },
    { limits: { bodyBytes: 2_000 } },
  )
})

test('a content is a download, whatever is in it', async () => {
  await withClient(async (client) => {
    const { id } = await client.files.create({ file: await toFile(Buffer.from('<script>'), 'a b.html'), purpose: 'assistants' })
    const response = await client.files.content(id)
    expect(response.headers.get('content-type')).toBe('application/octet-stream')
    expect(response.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''a%20b.html")
  })
})
