import type { HeaderMap } from './recorded-header.ts'

/** Headers that speak of one connection only (RFC 9110, 7.6.1). */
const hopByHop = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'upgrade',
  'te',
  'proxy-authenticate',
  'proxy-authorization',
  'expect',
])

/**
 * Headers to pass on, flat (`name, value, name, value`), in their order and spelling, doubles and all; without those that speak of the
 * connection they came on. `drop` names more, in lower case.
 */
export function forwardHeaders(raw: readonly string[], drop: readonly string[] = []): string[] {
  const left = new Set(drop)
  for (const [name, value] of pairs(raw)) {
    if (name.toLowerCase() === 'connection') for (const one of value.split(',')) left.add(one.trim().toLowerCase())
  }
  return pairs(raw)
    .filter(([name]) => !hopByHop.has(name.toLowerCase()) && !left.has(name.toLowerCase()))
    .flat()
}

/** Flat headers as a golden holds them. */
export function toHeaderMap(raw: readonly string[]): HeaderMap {
  const map: HeaderMap = {}
  for (const [name, value] of pairs(raw)) {
    const key = name.toLowerCase()
    const known = Object.hasOwn(map, key) ? map[key] : undefined
    Object.defineProperty(map, key, {
      value: known === undefined ? value : [known, value].flat(),
      enumerable: true,
      writable: true,
      configurable: true,
    })
  }
  return map
}

export function pairs(raw: readonly string[]): [name: string, value: string][] {
  return Array.from({ length: raw.length >> 1 }, (_, at) => [raw[at * 2] ?? '', raw[at * 2 + 1] ?? ''])
}
