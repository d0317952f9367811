import { ApiError } from './api-error.ts'

/** Media types that are text though they do not begin with `text/`; `+json`, `+xml` and `+yaml` are too. */
const textTypes: ReadonlySet<string> = new Set([
  'application/json',
  'application/jsonl',
  'application/x-ndjson',
  'application/xml',
  'application/yaml',
  'application/x-yaml',
  'application/toml',
  'application/javascript',
  'application/typescript',
  'application/sql',
  'application/x-sh',
  'application/x-httpd-php',
  'application/csv',
  'image/svg+xml',
])

/** What a file name's ending says where the media type says nothing. */
const textEndings: ReadonlySet<string> = new Set(
  (
    'txt text md markdown rst csv tsv json jsonl ndjson json5 yaml yml toml ini cfg conf env log xml html htm svg css scss less js mjs cjs jsx ts mts ' +
    'cts tsx py rb rs go java kt kts scala swift c h cc cpp cxx hpp cs fs php pl lua r jl sh bash zsh fish ps1 bat sql graphql proto tex bib diff patch vue svelte'
  ).split(' '),
)

/**
 * The text of a file: media type and name must say that it is text, and its bytes must be UTF-8 (or UTF-16 with a byte order mark).
 *
 * @param file - what the name says counts only where the media type says nothing or `application/octet-stream`
 * @param param - where the file stands, for the error
 * @throws ApiError 400 `unsupported_file`
 */
export function fileText(
  { name, mediaType, bytes }: { name: string | null; mediaType: string | null; bytes: Uint8Array },
  param: string,
): string {
  const type = mediaType?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const isUnknown = type === '' || type === 'application/octet-stream' || type === 'binary/octet-stream'
  if (isUnknown ? !hasTextEnding(name) : !isTextType(type))
    throw unsupported(param, isUnknown ? (name ?? 'a file without a media type') : type)
  try {
    const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    throw unsupported(param, 'text that is not UTF-8')
  }
}

function isTextType(type: string): boolean {
  return type.startsWith('text/') || textTypes.has(type) || /\+(?:json|xml|yaml)$/.test(type)
}

function hasTextEnding(name: string | null): boolean {
  return textEndings.has(/\.(\w+)$/.exec(name ?? '')?.[1]?.toLowerCase() ?? '')
}

function unsupported(param: string, what: string): ApiError {
  const message =
    `Unsupported file at '${param}': ${what}. This model reads text only (text/*, JSON, XML, YAML, source code, in UTF-8). ` +
    'Send the text of the file instead.'
  return new ApiError({ code: 'unsupported_file', param, message })
}
