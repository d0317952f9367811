import { expect, test } from 'vitest'

import { checkOrigin } from './check-handshake.ts'

const isLetIn = (headers: { origin?: string; host?: string }, { hasKeys = false, origins = [] as string[] } = {}) => {
  try {
    checkOrigin(headers, { hasKeys, origins })
    return true
  } catch (error) {
    expect(error).toMatchObject({ status: 403 })
    return false
  }
}

test.each([
  ['no page', {}, true],
  ['a page of this address', { origin: 'http://127.0.0.1:8080', host: '127.0.0.1:8080' }, true],
  ['a page of this IPv6 address', { origin: 'http://[::1]:8080', host: '[::1]:8080' }, true],
  ['a page of localhost', { origin: 'http://localhost:8080', host: 'LocalHost:8080' }, true],
  ['a page of another port', { origin: 'http://localhost:3000', host: 'localhost:8080' }, false],
  ['a page of another site', { origin: 'https://a.example', host: 'localhost:8080' }, false],
  ['a page of a name that points here', { origin: 'http://a.example:8080', host: 'a.example:8080' }, false],
  ['a page without an origin', { origin: 'null', host: 'localhost' }, false],
  ['a page of no URL', { origin: 'a.example', host: 'a.example' }, false],
])('without keys: %s', (_, headers, expected) => {
  expect(isLetIn(headers)).toBe(expected)
})

test('with keys, a page of this host by any name is let in; it must know a key', () => {
  expect(isLetIn({ origin: 'https://a.example', host: 'a.example' }, { hasKeys: true })).toBe(true)
  expect(isLetIn({ origin: 'https://b.example', host: 'a.example' }, { hasKeys: true })).toBe(false)
})

test('pages that CORS lets use the server may connect', () => {
  const headers = { origin: 'https://a.example', host: 'localhost' }
  expect(isLetIn(headers, { origins: ['https://a.example'] })).toBe(true)
  expect(isLetIn(headers, { origins: ['*'] })).toBe(true)
  expect(isLetIn(headers, { origins: ['https://b.example'] })).toBe(false)
})
