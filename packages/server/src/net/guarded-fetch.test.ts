import type { lookup } from 'node:dns'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

import { expect, test } from 'vitest'

import { createGuardedFetch, ForbiddenHostError } from './guarded-fetch.ts'
import { createHostPolicy } from './host-policy.ts'

async function serve(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Every name has these addresses, one after the other. */
function resolving(...addresses: string[]) {
  let calls = 0
  const fake = (_name: string, _options: object, callback: (error: null, found: { address: string; family: number }[]) => void) => {
    const address = addresses[Math.min(calls++, addresses.length - 1)] ?? ''
    callback(null, [{ address, family: 4 }])
  }
  return { lookup: fake as unknown as typeof lookup, calls: () => calls }
}

test('method, headers and body arrive, status, headers and body come back', async () => {
  await using server = await serve((incoming, outgoing) => {
    let body = ''
    incoming.on('data', (chunk: Buffer) => (body += chunk.toString()))
    incoming.on('end', () => {
      outgoing.writeHead(201, { 'x-seen': `${incoming.method} ${String(incoming.headers['x-a'])}`, 'set-cookie': ['a=1', 'b=2'] })
      outgoing.end(body.toUpperCase())
    })
  })
  const fetch = createGuardedFetch({ hosts: createHostPolicy(['127.0.0.1']) })
  const response = await fetch(`http://127.0.0.1:${server.port}/`, { method: 'POST', headers: { 'x-a': 'b' }, body: 'hello' })
  expect(response.status).toBe(201)
  expect(response.headers.get('x-seen')).toBe('POST b')
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  expect(await response.text()).toBe('HELLO')
})

test('a host that is not allowed is not connected to', async () => {
  let asked = 0
  await using server = await serve((_incoming, outgoing) => void outgoing.end(String((asked += 1))))
  const fetch = createGuardedFetch({ hosts: createHostPolicy(['*', 'example.com']) })
  await expect(fetch(`http://127.0.0.1:${server.port}/`)).rejects.toThrow(ForbiddenHostError)
  expect(asked).toBe(0)
})

test('a public name with a private address is refused when connecting', async () => {
  await using server = await serve((_incoming, outgoing) => void outgoing.end('secret'))
  const fetch = createGuardedFetch({ hosts: createHostPolicy(['*']), ...resolving('127.0.0.1') })
  await expect(fetch(`http://rebind.example:${server.port}/`)).rejects.toThrow(ForbiddenHostError)
})

test('a name is resolved once, and the address that was checked is the one connected to', async () => {
  await using server = await serve((_incoming, outgoing) => void outgoing.end('hello'))
  const names = resolving('127.0.0.1', '10.0.0.1')
  const fetch = createGuardedFetch({ hosts: createHostPolicy(['named.example']), lookup: names.lookup })
  const response = await fetch(`http://named.example:${server.port}/`)
  expect(await response.text()).toBe('hello')
  expect(names.calls()).toBe(1)
})

test('a redirect is returned, not followed', async () => {
  await using server = await serve((_incoming, outgoing) => void outgoing.writeHead(302, { location: 'http://127.0.0.2/' }).end())
  const fetch = createGuardedFetch({ hosts: createHostPolicy(['127.0.0.1']) })
  const response = await fetch(`http://127.0.0.1:${server.port}/`)
  expect([response.status, response.headers.get('location')]).toEqual([302, 'http://127.0.0.2/'])
})

test('an answer that is too long is cut off with an error', async () => {
  await using server = await serve((_incoming, outgoing) => void outgoing.end('x'.repeat(1000)))
  const fetch = createGuardedFetch({ hosts: createHostPolicy(['127.0.0.1']), maxBytes: 999 })
  const response = await fetch(`http://127.0.0.1:${server.port}/`)
  await expect(response.text()).rejects.toThrow('longer than 999 bytes')
})

test('aborting ends an answer that is still coming', async () => {
  await using server = await serve((_incoming, outgoing) => void outgoing.write('first'))
  const fetch = createGuardedFetch({ hosts: createHostPolicy(['127.0.0.1']) })
  const abort = new AbortController()
  const response = await fetch(`http://127.0.0.1:${server.port}/`, { signal: abort.signal })
  const reader = response.body?.getReader()
  await reader?.read()
  abort.abort()
  await expect(reader?.read()).rejects.toThrow('abort')
})

test('an answer without a body has none', async () => {
  await using server = await serve((_incoming, outgoing) => void outgoing.writeHead(204).end())
  const fetch = createGuardedFetch({ hosts: createHostPolicy(['127.0.0.1']) })
  expect((await fetch(`http://127.0.0.1:${server.port}/`)).body).toBeNull()
})
