import { expect, test } from 'vitest'

import { createHostPolicy } from './host-policy.ts'
import { isPrivateAddress } from './private-address.ts'

const allows = (rules: string[], url: string) => createHostPolicy(rules).allows(new URL(url))
const reaches = (rules: string[], url: string, address: string) => createHostPolicy(rules).allowsAddress(new URL(url), address)

test('nothing is allowed unless listed', () => {
  expect(allows([], 'https://example.com/')).toBe(false)
  expect(allows([], 'http://127.0.0.1:1/')).toBe(false)
})

test('a listed host is allowed on every port, or on the one that is named', () => {
  expect(allows(['example.com'], 'https://example.com:8443/mcp')).toBe(true)
  expect(allows(['example.com:443'], 'https://example.com/mcp')).toBe(true)
  expect(allows(['example.com:443'], 'http://example.com/mcp')).toBe(false)
  expect(allows(['example.com:8443'], 'https://example.com/mcp')).toBe(false)
  expect(allows(['[::1]:80'], 'http://[::1]/mcp')).toBe(true)
})

test('names are compared as URLs write them', () => {
  expect(allows(['Example.COM'], 'https://EXAMPLE.com./')).toBe(true)
  expect(allows(['example.com'], 'https://example.com.evil.test/')).toBe(false)
  expect(allows(['example.com'], 'https://sub.example.com/')).toBe(false)
  expect(allows(['127.0.0.1'], 'http://2130706433/')).toBe(true)
})

test('a wildcard means subdomains, and only of public addresses', () => {
  expect(allows(['*.example.com'], 'https://a.b.example.com/')).toBe(true)
  expect(allows(['*.example.com'], 'https://example.com/')).toBe(false)
  expect(reaches(['*.example.com'], 'https://a.example.com/', '93.184.216.34')).toBe(true)
  expect(reaches(['*.example.com'], 'https://a.example.com/', '10.0.0.1')).toBe(false)
})

test('the whole internet does not include this machine and its neighbours', () => {
  expect(allows(['*'], 'https://example.com/')).toBe(true)
  expect(allows(['*'], 'http://127.0.0.1/')).toBe(false)
  expect(allows(['*'], 'http://[::ffff:10.0.0.1]/')).toBe(false)
  expect(allows(['*'], 'http://169.254.169.254/latest/meta-data')).toBe(false)
  expect(allows(['*', '127.0.0.1'], 'http://127.0.0.1/')).toBe(true)
})

test('a host that is listed by name may have a private address', () => {
  expect(reaches(['mcp.internal'], 'http://mcp.internal/', '10.1.2.3')).toBe(true)
  expect(reaches(['mcp.internal'], 'http://other.internal/', '10.1.2.3')).toBe(false)
})

test('only http and https go anywhere', () => {
  expect(allows(['example.com'], 'ftp://example.com/')).toBe(false)
  expect(allows(['example.com'], 'file://example.com/etc/passwd')).toBe(false)
})

test.each(['', 'https://example.com', 'a b', '*.*', 'example.com:', 'example.com/mcp', '*example.com'])('%j is no host', (rule) => {
  expect(() => createHostPolicy([rule])).toThrow(RangeError)
})

test.each([
  '127.0.0.1',
  '10.0.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.0.1',
  '100.64.0.1',
  '0.0.0.0',
  '::1',
  '::',
  'fe80::1',
  'fd00::1',
])('%s is private', (address) => {
  expect(isPrivateAddress(address)).toBe(true)
})

test.each(['::ffff:127.0.0.1', '::ffff:a00:1', '64:ff9b::7f00:1', '2002:7f00:1::', 'not an address'])(
  '%s is private in disguise',
  (address) => {
    expect(isPrivateAddress(address)).toBe(true)
  },
)

test.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is public', (address) => {
  expect(isPrivateAddress(address)).toBe(false)
})
