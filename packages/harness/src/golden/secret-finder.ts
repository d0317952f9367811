/** Headers whose values are secrets or name who pays. `set-cookie` and the like are matched by {@link secretName}. */
const secretHeaders =
  /^(?:(?:proxy-)?authorization|(?:set-)?cookie2?|openai-(?:organization|project)|chatgpt-account-id|www-authenticate-token)$/i
/** Member, header and query names whose string values are secrets, whatever they look like. */
const secretName =
  /^(?:.*[-_])?(?:api[-_]?key|apikey|authorization|access[-_]?token|refresh[-_]?token|id[-_]?token|auth[-_]?token|session[-_]?token|bearer|client[-_]?secret|secret|secret[-_]?key|password|passwd|private[-_]?key|cookie|credentials?)$/i
/** Names that are too common for what they hold to be a secret always; only a value that looks like one counts. */
const maybeSecretName = /(?:token|key|secret|session|sig|signature|auth|account|organization|project)/i
const queryNames = /^(?:api[-_]?key|key|token|access[-_]?token|sig|signature|secret|code|auth|authorization|subscription-key|x-api-key)$/i

/** Credentials that are known by their form, wherever they stand. The first group, if any, is the secret itself. */
const secretForms: readonly RegExp[] = [
  /(?:\b|(?<=\\[bfnrt]))Bearer\s+([A-Za-z0-9._~+/=-]{8,})/gi,
  /(?:\b|(?<=\\[bfnrt]))Basic\s+([A-Za-z0-9+/=]{12,})/g,
  // Names such as `rig-xai-text-streaming-1` are no keys: nothing before it (but the end of an escape), and a digit or capital in it.
  /(?:(?<![\w-])|(?<=\\[bfnrt]))(?:sk|rk|pk|ek|sess)-(?=[a-z_-]*[A-Z0-9]|[a-z]{20})[A-Za-z0-9_-]{16,}/g,
  /(?:\b|(?<=\\[bfnrt]))org-[A-Za-z0-9]{12,}/g,
  /(?:\b|(?<=\\[bfnrt]))proj_[A-Za-z0-9]{12,}/g,
  /(?:(?<![\w-])|(?<=\\[bfnrt]))(?:gsk_|xai-|hf_|pplx-|csk-|r8_|gh[pousr]_|npm_|fw_)[A-Za-z0-9]{16,}/g,
  /(?:(?<![\w-])|(?<=\\[bfnrt]))(?:glpat-|github_pat_|nvapi-|tgp_v1_)[A-Za-z0-9_-]{16,}/g,
  /(?:\b|(?<=\\[bfnrt]))xox[abprs]-[A-Za-z0-9-]{10,}/g,
  /(?:\b|(?<=\\[bfnrt]))AIza[A-Za-z0-9_-]{30,}/g,
  /(?:\b|(?<=\\[bfnrt]))(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /(?:\b|(?<=\\[bfnrt]))ya29\.[A-Za-z0-9_-]{20,}/g,
  /(?:\b|(?<=\\[bfnrt]))eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+?-----END [A-Z ]*PRIVATE KEY-----/g,
  /[a-z][a-z0-9+.-]*:\/\/[^\s/:@"]+:([^\s/@"]{3,})@/gi,
]
/**
 * Whether any of the forms may be there. Sought from the characters that are rare in a stream, as an expression that may begin with any letter
 * costs four times as much, and this is asked of everything that is recorded.
 */
const jointOfForm =
  /[-_:](?:(?<=(?:sk|rk|pk|ek|sess|org|xai|pplx|glpat|nvapi|xox[abprs])-|(?:proj|gsk|hf|r8|gh[pousr]|github_pat|npm|fw|tgp_v1)_)|(?<=:)\/\/)/
const startOfForm = /[Bb][Ee][Aa][Rr][Ee][Rr]|Basic|AIza|A[KS]IA|ya29|eyJ|PRIVATE/
const anyForm = { test: (text: string): boolean => jointOfForm.test(text) || startOfForm.test(text) }

/** Headers that are long and random but say nothing about anybody. */
const harmlessHeader =
  /^(?:content-|accept|access-control-|user-agent|x-stainless-|x-ratelimit-|openai-version|openai-processing-ms|openai-model|date|server|etag|cf-ray|cf-cache-status|x-request-id|request-id|apim-request-id|x-ms-|azureml-|strict-transport|alt-svc|nel|report-to|via|vary|traceparent|host|connection|x-content-type|x-envoy|retry-after|idempotency-key|transfer-encoding|cache-control|link|p3p)/i

/** Members that hold ciphertext or pictures: long, random, and sooner or later of any form. */
export const opaqueMembers: ReadonlySet<string> = new Set([
  'encrypted_content',
  'fingerprint',
  'partial_image_b64',
  'result',
  'obfuscation',
  'file_data',
])

/** A way to write a character of a secret's form in JSON otherwise than as itself. */
const escapedForm = /\\u00|\\\//

/**
 * Whether a string in this JSON may hold a secret that is known by its form, an URL's included. When not, {@link secretsInText} and
 * {@link secretsInUrl} find nothing in any of its strings.
 */
export function mayHoldForms(json: string): boolean {
  return (json.includes('\\') && escapedForm.test(json)) || anyForm.test(json)
}

/** What the name of a member says of its value. */
export type NameKind = 'secret' | 'maybe' | 'plain'

const nameKinds = new Map<string, NameKind>()

/** {@link isSecretMember} for the name alone. A stream says the same names again and again, so that they are remembered. */
export function kindOfName(name: string): NameKind {
  let kind = nameKinds.get(name)
  if (kind === undefined) {
    kind = name === 'prompt_cache_key' ? 'plain' : secretName.test(name) ? 'secret' : maybeSecretName.test(name) ? 'maybe' : 'plain'
    if (nameKinds.size >= 4096) nameKinds.clear()
    nameKinds.set(name, kind)
  }
  return kind
}

/** Secrets known by their form in a text. */
export function secretsInText(text: string): string[] {
  if (!anyForm.test(text)) return []
  const found: string[] = []
  for (const form of secretForms) {
    for (const match of text.matchAll(form)) {
      const secret = match[1] ?? match[0]
      if (!isPlaceholder(secret)) found.push(secret)
    }
  }
  return found
}

/** The end of `text` if it may be the beginning of a secret that goes on after it, else ''. */
export function openSecret(text: string): string {
  const key = text.lastIndexOf('-----BEGIN ')
  if (key !== -1 && !text.includes('-----END ', key)) return text.slice(key)
  const token = /(?:(?:Bearer|Basic)\s+)?[^\s"'<>{}]+$/i.exec(text.slice(-4096))?.[0] ?? ''
  return anyForm.test(token) ? token : ''
}

/** `sk-000000…`, `REDACTED1xxx`, `<redacted>` and `***` were masked by somebody already, or never were a secret. */
export function isPlaceholder(secret: string): boolean {
  return (
    /(.)\1{9,}$|REDACTED\d|^(.)\2+$/.test(secret) ||
    /^\W*(?:redacted|removed|masked|filtered|hidden|scrubbed|dummy|secret|x+)\W*$/i.test(secret)
  )
}

/** Secrets in one header: all of a credential header, the schemeless part of `Bearer …`, and long random values of unknown headers. */
export function secretsInHeader(name: string, value: string): string[] {
  if (/^access-control-/i.test(name)) return []
  if (/^(?:set-)?cookie2?$/i.test(name)) return [value, ...cookieValues(value)]
  if (secretHeaders.test(name) || secretName.test(name)) return [withoutScheme(value)]
  const known = secretsInText(value)
  if (harmlessHeader.test(name)) return known
  return looksRandom(value) ? [...known, value] : known
}

/** A credential without the scheme before it (`Bearer `, `Basic `). */
export function withoutScheme(value: string): string {
  return value.replace(/^(?:Bearer|Basic|Token|ApiKey)\s+/i, '')
}

function cookieValues(value: string): string[] {
  return value
    .split(/[;,]\s*/)
    .flatMap((pair) => (looksRandom(pair.slice(pair.indexOf('=') + 1)) ? [pair.slice(pair.indexOf('=') + 1)] : []))
}

/** Secrets in a request's path: query values of telling names, credentials before `@`, and known forms. */
export function secretsInUrl(url: string): string[] {
  const found = secretsInText(url)
  for (const match of url.matchAll(/[?&;]([^=&#;]+)=([^&#;]*)/g)) {
    const [, name = '', value = ''] = match
    if (value.length >= 6 && (queryNames.test(name) || secretName.test(name))) found.push(value, decode(value))
  }
  return found
}

/** Whether a member of a body holds a secret by its name (and, for common names, by the look of its value). */
export function isSecretMember(name: string, value: string): boolean {
  const kind = kindOfName(name)
  return kind === 'secret' ? value.length >= 4 : kind === 'maybe' && value.length >= 20 && looksRandom(value)
}

/** Long, without spaces, and too mixed for a word, a date or a plain hexadecimal id. */
export function looksRandom(value: string): boolean {
  if (value.length < 20 || /[\s{}"<>]/.test(value)) return false
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/].filter((kind) => kind.test(value)).length
  return kinds >= 2 && entropy(value) >= 3.5
}

function entropy(value: string): number {
  const counts = new Map<string, number>()
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1)
  return [...counts.values()].reduce((sum, count) => sum - (count / value.length) * Math.log2(count / value.length), 0)
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
