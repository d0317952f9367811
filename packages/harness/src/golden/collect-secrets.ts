import type { GoldenHeader } from './golden.ts'
import {
  isPlaceholder,
  isSecretMember,
  opaqueMembers,
  secretsInHeader,
  secretsInText,
  secretsInUrl,
  withoutScheme,
} from './secret-finder.ts'
import { maskOf } from './secret-masks.ts'

/** Adds the secrets of a golden's header to `found`: of its headers, its path, its body and whatever else stands there. */
export function collectHeader(header: GoldenHeader, found: Set<string>): void {
  if (typeof header.request?.path === 'string') for (const secret of secretsInUrl(header.request.path)) found.add(secret)
  // The recorder's own name for its run is long and random, but no secret.
  const { session: _session, ...others } = header
  collectValue(others, '', found)
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
const headerMaps = new Set(['headers', 'http_headers', 'trailers'])

/**
 * Adds the secrets of any JSON value to `found`; `key` is the name of the member that holds it. `forms` is false when no string in it may hold
 * a secret known by its form: then only names are looked at.
 */
export function collectValue(value: unknown, key: string, found: Set<string>, forms = true): void {
  if (typeof value === 'string') {
    if (opaqueMembers.has(key)) return
    if (isSecretMember(key, value)) found.add(withoutScheme(value))
    if (!forms) return
    for (const secret of secretsInText(value)) found.add(secret)
    if (value.includes('://')) for (const secret of secretsInUrl(value)) found.add(secret)
  } else if (Array.isArray(value)) {
    for (const one of value) collectValue(one, key, found, forms)
  } else if (typeof value === 'object' && value !== null) {
    const isLogprob = Object.hasOwn(value, 'logprob')
    for (const name of Object.keys(value)) {
      const one = (value as Record<string, unknown>)[name]
      if (forms) for (const secret of secretsInText(name)) found.add(secret)
      const isHeaders = headerMaps.has(name) && typeof one === 'object' && one !== null
      if (isHeaders) collectHeaders(one as Record<string, unknown>, found)
      else if (typeof one === 'string' || typeof one === 'object') collectValue(one, isLogprob ? '' : name, found, forms)
    }
  }
}

/** Masks what names or authenticates somebody in the header, even where it looks like any word. */
export function redactCredentialHeaders(header: GoldenHeader): GoldenHeader {
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
  const secrets = secretsInHeader(name, value).filter((secret) => !isPlaceholder(secret) && secret !== '')
  return secrets.reduce((text, secret) => text.replaceAll(secret, maskOf(secret, 0)), value)
}
