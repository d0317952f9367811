import { isDeepStrictEqual } from 'node:util'
import { exactText, rememberText } from './exact-text.ts'
import type { Golden, GoldenHeader } from './golden.ts'
import { isSecretMember, opaqueMembers, secretsInHeader, secretsInText, secretsInUrl, withoutScheme } from './secret-finder.ts'
import { maskSecretsAcrossDeltas } from './redact-deltas.ts'

export interface RedactOptions {
  /** Secrets known to the caller (the key it sent, say); removed wherever they stand. Shorter than 4 characters are ignored. */
  secrets?: readonly string[]
}

/**
 * Removes secrets from a golden: credentials, cookies, organisation, project and API keys in headers, bodies, URLs and streamed text, also
 * where a secret is spread over several deltas. Every occurrence of one secret gets the same mask of the same length, so that lengths,
 * offsets and links hold. What holds no secret keeps its exact text.
 */
export function redactGolden(golden: Golden, { secrets = [] }: RedactOptions = {}): Golden {
  const found = new Set<string>()
  collectHeader(golden.header, found)
  for (const line of golden.lines) collectValue(line, '', found)
  for (const secret of secrets) found.add(secret)
  const masks = createMasks(found)
  const header = redactObject(golden.header, masks)
  const lines = golden.lines.map((line) => redactObject(line, masks))
  return { header: redactCredentialHeaders(header), lines: maskSecretsAcrossDeltas(lines, masks) }
}

/** Secrets and what stands for each, longest first, so that a secret inside another is not cut out of it. */
export type Masks = readonly (readonly [secret: string, mask: string])[]

function createMasks(secrets: Iterable<string>): Masks {
  const worthy = [...new Set(secrets)].filter((secret) => secret.trim().length >= 4 && !/REDACTED\d/.test(secret))
  const variants = worthy.flatMap((secret) => [secret, encodeURIComponent(secret)])
  return [...new Set(variants)].sort((a, b) => b.length - a.length).map((secret, index) => [secret, maskOf(secret, index + 1)] as const)
}

/** A mask as long as the secret: its public prefix (`sk-`, `org-`), a number that tells secrets apart, and filler. */
export function maskOf(secret: string, number: number): string {
  const prefix = /^(?:sk|rk|pk|ek|sess|org|xai)-|^(?:proj|gsk|hf|ghp)_/.exec(secret)?.[0] ?? ''
  const label = `REDACTED${number}`
  const room = secret.length - prefix.length
  return prefix + (room >= label.length + 1 ? label.padEnd(room, 'x') : 'x'.repeat(room))
}

/** `text` with every secret masked. */
export function maskText(text: string, masks: Masks): string {
  let masked = text
  for (const [secret, mask] of masks) if (masked.includes(secret)) masked = masked.replaceAll(secret, mask)
  return masked
}

function collectHeader(header: GoldenHeader, found: Set<string>): void {
  if (typeof header.request?.path === 'string') for (const secret of secretsInUrl(header.request.path)) found.add(secret)
  collectValue(header, '', found)
}

function collectHeaders(headers: Record<string, unknown> | null | undefined, found: Set<string>): void {
  for (const [name, value] of Object.entries(headers ?? {})) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof one !== 'string') continue
      // A short or wordy value (an organisation called `acme`) is masked in its header, but not hunted through the text.
      for (const secret of secretsInHeader(name, one)) if (isDistinctive(secret)) found.add(secret)
    }
  }
}

function isDistinctive(secret: string): boolean {
  return secret.length >= 8 && (/[0-9]/.test(secret) || /[A-Z]/.test(secret) || secret.length >= 16)
}

/** Keys under which headers stand for somebody else's server, such as an MCP tool's. */
const headerMaps = new Set(['headers', 'http_headers'])

function collectValue(value: unknown, key: string, found: Set<string>): void {
  if (typeof value === 'string') {
    if (opaqueMembers.has(key)) return
    if (isSecretMember(key, value)) found.add(withoutScheme(value))
    for (const secret of secretsInText(value)) found.add(secret)
    if (value.includes('://')) for (const secret of secretsInUrl(value)) found.add(secret)
  } else if (Array.isArray(value)) {
    for (const one of value) collectValue(one, key, found)
  } else if (typeof value === 'object' && value !== null) {
    const isLogprob = Object.hasOwn(value, 'logprob')
    for (const [name, one] of Object.entries(value)) {
      for (const secret of secretsInText(name)) found.add(secret)
      const isHeaders = headerMaps.has(name) && typeof one === 'object' && one !== null
      if (isHeaders) collectHeaders(one as Record<string, unknown>, found)
      else collectValue(one, isLogprob ? '' : name, found)
    }
  }
}

/** Replaces in the exact text where that gives the same, so that what was not secret stays as it was sent; else in the value. */
function redactObject<T extends object>(value: T, masks: Masks): T {
  const clean = mapStrings(value, (text) => maskText(text, masks)) as T
  if (isDeepStrictEqual(clean, value)) return value
  const text = maskText(exactText(value), escaped(masks))
  try {
    const parsed = JSON.parse(text) as T
    return isDeepStrictEqual(parsed, clean) ? rememberText(parsed, text) : clean
  } catch {
    return clean
  }
}

function escaped(masks: Masks): Masks {
  return masks.map(([secret, mask]) => [JSON.stringify(secret).slice(1, -1), mask] as const)
}

function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((one) => mapStrings(one, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [change(key), mapStrings(one, change)]))
}

/** Masks what names or authenticates somebody in the header, even where it looks like any word. */
function redactCredentialHeaders(header: GoldenHeader): GoldenHeader {
  let changed = false
  const redactMap = (headers: GoldenHeader['response']['headers']): GoldenHeader['response']['headers'] => {
    if (headers === null || headers === undefined) return headers
    const entries = Object.entries(headers).map(([name, value]) => {
      const one = Array.isArray(value) ? value.map((part) => redactHeader(name, part)) : redactHeader(name, value)
      if (JSON.stringify(one) !== JSON.stringify(value)) changed = true
      return [name, one] as const
    })
    return Object.fromEntries(entries)
  }
  const request =
    header.request === null || header.request === undefined
      ? header.request
      : { ...header.request, headers: redactMap(header.request.headers) }
  const response = { ...header.response, headers: redactMap(header.response.headers) }
  return changed ? { ...header, request, response } : header
}

function redactHeader(name: string, value: string): string {
  const secrets = secretsInHeader(name, value).filter((secret) => !/REDACTED\d|^x+$/.test(secret) && secret !== '')
  return secrets.reduce((text, secret) => text.replaceAll(secret, maskOf(secret, 0)), value)
}
