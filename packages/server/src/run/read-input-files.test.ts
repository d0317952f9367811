import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { expect, test } from 'vitest'

import { createHostPolicy } from '../net/host-policy.ts'
import type { StoredItem } from '../store/store.ts'
import { ApiError } from './api-error.ts'
import { readInputFiles, type ReadInputFilesOptions } from './read-input-files.ts'

const message = (...content: object[]) => ({ id: 'msg_1', type: 'message', role: 'user', content }) as unknown as StoredItem
const nobody = { hosts: createHostPolicy([]) }
const base64 = (text: string) => Buffer.from(text).toString('base64')

async function textOf(part: object, options: ReadInputFilesOptions = nobody): Promise<unknown> {
  const [item] = await readInputFiles([message({ type: 'input_file', ...part })], options)
  return (item as unknown as { content: unknown[] }).content[0]
}

async function refusal(part: object, options?: ReadInputFilesOptions): Promise<ApiError> {
  const thrown = await textOf(part, options).catch((error: unknown) => error)
  if (thrown instanceof ApiError) return thrown
  throw new Error(`It was not refused: ${JSON.stringify(thrown)}`)
}

test.each([
  ['a data URL', { filename: 'a.md', file_data: `data:text/markdown;base64,${base64('# Hi')}` }],
  ['base64 alone', { filename: 'a.md', file_data: base64('# Hi') }],
  ['a data URL in the clear', { filename: 'a.md', file_data: 'data:text/markdown;charset=utf-8,%23%20Hi' }],
])('%s becomes the text it holds, under its name', async (_, part) => {
  expect(await textOf(part)).toEqual({ type: 'input_text', text: 'File: a.md\n# Hi' })
})

test('files in tool outputs are read too, and other parts stay as they are', async () => {
  const image = { type: 'input_image', image_url: 'https://example.com/a.png' }
  const output = [image, { type: 'input_file', file_data: `data:text/plain;base64,${base64('x')}` }]
  const [item] = await readInputFiles(
    [{ id: 'fco_1', type: 'function_call_output', call_id: 'a', output } as unknown as StoredItem],
    nobody,
  )
  expect(item).toMatchObject({ output: [image, { type: 'input_text', text: 'x' }] })
})

test.each([
  [{ file_data: 'no base64!' }, 'invalid_value', 'input[0].content[0].file_data'],
  [{ file_data: `data:application/pdf;base64,${base64('x')}` }, 'unsupported_file', 'input[0].content[0]'],
  [{ file_data: `data:audio/mpeg;base64,${base64('x')}` }, 'invalid_value', 'input[0].content[0].file_data'],
  [{}, 'missing_required_parameter', 'input[0].content[0].file_data'],
  [{ file_id: 'file-1' }, 'unsupported_value', 'input[0].content[0].file_id'],
  [{ file_url: 'https://example.com/a.txt' }, 'unsupported_value', 'input[0].content[0].file_url'],
  [{ file_url: 'file:///etc/passwd' }, 'invalid_value', 'input[0].content[0].file_url'],
])('%j is refused', async (part, code, param) => {
  expect(await refusal(part)).toMatchObject({ status: 400, code, param })
})

test('an uploaded file is read by its id, and an unknown one is not found', async () => {
  const options: ReadInputFilesOptions = {
    ...nobody,
    readFile: (id) => Promise.resolve(id === 'file-1' ? { name: 'a.txt', mediaType: null, bytes: Buffer.from('x') } : null),
  }
  expect(await textOf({ file_id: 'file-1' }, options)).toMatchObject({ text: 'File: a.txt\nx' })
  expect(await refusal({ file_id: 'file-2' }, options)).toMatchObject({ status: 404, param: 'input[0].content[0].file_id' })
})

const png = Buffer.from('89504e470d0a1a0a0000000d', 'hex')
const images: { [id: string]: Uint8Array } = {
  png,
  jpeg: Buffer.from('ffd8ffe000104a464946', 'hex'),
  gif: Buffer.from('GIF89a..'),
  webp: Buffer.from('RIFF\u0001\u0002\u0003\u0004WEBPVP8 '),
  text: Buffer.from('no image'),
  empty: Buffer.alloc(0),
}
const uploads: ReadInputFilesOptions = {
  ...nobody,
  readFile: (id) => {
    const bytes = images[id]
    return Promise.resolve(bytes === undefined ? null : { name: `${id}.bin`, mediaType: null, bytes })
  },
}

test.each([
  ['png', 'image/png'],
  ['jpeg', 'image/jpeg'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
])('an uploaded image (%s) carries its data', async (file_id, type) => {
  expect(await textOf({ type: 'input_image', file_id, detail: 'low' }, uploads)).toEqual({
    type: 'input_image',
    detail: 'low',
    image_url: `data:${type};base64,${Buffer.from(images[file_id] ?? []).toString('base64')}`,
  })
})

test.each([
  [{ file_id: 'text' }, 400, 'unsupported_file', 'file_id'],
  [{ file_id: 'empty' }, 400, 'unsupported_file', 'file_id'],
  [{ file_id: 'none' }, 404, null, 'file_id'],
  [{}, 400, 'missing_required_parameter', 'image_url'],
])('an image that is none (%j) is refused', async (part, status, code, field) => {
  expect(await refusal({ type: 'input_image', ...part }, uploads)).toMatchObject({ status, code, param: `input[0].content[0].${field}` })
})

test('a file by URL is fetched from an allowed host, and a redirect to another host is not followed', async () => {
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === '/a.txt') outgoing.setHeader('content-type', 'text/plain').end('from afar')
    else if (incoming.url === '/there') outgoing.writeHead(302, { location: '/a.txt' }).end()
    else if (incoming.url === '/away') outgoing.writeHead(302, { location: 'http://127.0.0.2/a.txt' }).end()
    else outgoing.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const options = { hosts: createHostPolicy(['127.0.0.1']) }
    expect(await textOf({ file_url: `${origin}/a.txt` }, options)).toMatchObject({ text: 'File: a.txt\nfrom afar' })
    expect(await textOf({ file_url: `${origin}/there` }, options)).toMatchObject({ text: 'File: a.txt\nfrom afar' })
    expect(await refusal({ file_url: `${origin}/away` }, options)).toMatchObject({ code: 'unsupported_value' })
    expect((await refusal({ file_url: `${origin}/gone` }, options)).message).toContain('status 404')
    expect(await refusal({ file_url: `${origin}/a.txt` }, { hosts: createHostPolicy(['*']) })).toMatchObject({ code: 'unsupported_value' })
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})
