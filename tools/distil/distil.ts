import { placeholderText, placeholderToken, splitText } from './placeholder-text.ts'

export interface WireEvent {
  type: string
  [key: string]: unknown
}
type JsonObject = { [key: string]: unknown }

export interface DistilOptions {
  /** Seed of everything made up. */
  name: string
  /** Texts of our own, used in order for the stream's text channels of a kind: answer texts, arguments, code, inputs. The rest gets placeholder words. */
  texts?: { [channel: string]: string[] }
  /** Fields of the Response that echo the request: they are ours, not the capture's. */
  echo?: JsonObject
  /** Tool names of the capture -> ours, in order of appearance. */
  toolNames?: string[]
  /** Deltas kept of a run. */
  keepDeltas?: number
}

/** Strings that are the protocol's words or OpenAI's own names, whatever was asked. */
const KEPT_KEYS = new Set([
  'type', 'object', 'status', 'role', 'phase', 'model', 'service_tier', 'effort', 'mode', 'context', 'verbosity', 'truncation', 'tool_choice', 'execution', 'reason', 'ranker',
  'prompt_cache_retention', 'search_context_size', 'quality', 'size', 'background', 'output_format', 'detail', 'moderation', 'require_approval', 'syntax', 'param', 'country',
  'return_token_budget', 'search_content_types', 'memory_limit', 'input_fidelity', 'action_type', 'allowed_callers', 'code_kind',
]) // prettier-ignore
/** Keys whose string is vocabulary only inside the Response's `reasoning`. */
const KEPT_IN_REASONING = new Set(['summary'])
const ID = /^([a-z]+_)([0-9a-f]{16})([0-9a-f]{20,})$/
/** Some recorders replace ids by a prefix and a number. */
const REDACTED_ID = /^([a-z]+_)REDACTED_\d+$/
const ONE_PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='

/**
 * Takes the content out of a capture and leaves the facts of the wire: which events, in which order, with which keys, types, nulls, statuses and numbers.
 * Texts, names, ids, ciphertexts and URLs become our own, consistently in every place where they occur; long runs of deltas are shortened.
 */
export function distil(events: readonly WireEvent[], options: DistilOptions): WireEvent[] {
  const shortened = shortenRuns(events, options.keepDeltas ?? 5)
  const replacer = new Replacer(options)
  const channels = rewriteChannels(shortened, options, replacer)
  const first = events[0]?.['sequence_number']
  return shortened.map((event, index) => {
    const rewritten = replacer.object(channels.get(event) ?? event, event.type) as WireEvent
    if (typeof event['sequence_number'] === 'number') rewritten['sequence_number'] = (typeof first === 'number' ? first : 0) + index
    return rewritten
  })
}

/** Keeps the first and last deltas of each run of one part, and every other event. */
function shortenRuns(events: readonly WireEvent[], keep: number): WireEvent[] {
  const places = new Map<string, number[]>()
  events.forEach((event, index) => {
    const channel = channelOf(event)
    if (channel !== null && typeof event['delta'] === 'string') places.set(channel, [...(places.get(channel) ?? []), index])
  })
  const dropped = new Set<number>()
  for (const indexes of places.values()) {
    if (indexes.length <= keep) continue
    const head = Math.ceil(keep / 2)
    for (const index of indexes.slice(head, indexes.length - (keep - head))) dropped.add(index)
  }
  return events.filter((_, index) => !dropped.has(index))
}

/** Names the text channel an event adds to: kind, item and part. */
function channelOf(event: WireEvent): string | null {
  if (!event.type.endsWith('.delta')) return null
  const part = event['content_index'] ?? event['summary_index'] ?? event['command_index'] ?? 0
  return [kindOf(event.type), event['output_index'], part].map(String).join('/')
}

function kindOf(type: string): string {
  return type.replace(/^response\./, '').replace(/\.(delta|done)$/, '')
}

const DONE_FIELDS = ['text', 'arguments', 'input', 'code', 'refusal', 'diff', 'command']

function rewriteChannels(events: readonly WireEvent[], options: DistilOptions, replacer: Replacer): Map<WireEvent, WireEvent> {
  const rewritten = new Map<WireEvent, WireEvent>()
  const used = new Map<string, number>()
  for (const done of events) {
    if (!done.type.endsWith('.done')) continue
    const field = DONE_FIELDS.find((name) => typeof done[name] === 'string')
    if (field === undefined) continue
    const kind = kindOf(done.type)
    const channel = channelOf({ ...done, type: done.type.replace(/done$/, 'delta') })
    const deltas = events.filter((event) => typeof event['delta'] === 'string' && channelOf(event) === channel)
    const index = used.get(kind) ?? 0
    used.set(kind, index + 1)
    const original = done[field] as string
    const tokens = deltas.map((event) =>
      tokensOf(event)
        .map((token) => replacer.token(token))
        .join(''),
    )
    const hasTokens = tokens.some((token) => token !== '')
    const text = hasTokens ? tokens.join('') : (options.texts?.[kind]?.[index] ?? replacer.text(original))
    replacer.know(original, text)
    const pieces = hasTokens ? tokens : splitText(text, Math.max(1, deltas.length))
    deltas.forEach((event, place) => rewritten.set(event, rewriteDelta(event, pieces[place] ?? '', `${options.name}/${channel}/${place}`)))
  }
  return rewritten
}

function tokensOf(event: WireEvent): string[] {
  return Array.isArray(event['logprobs']) ? event['logprobs'].map((entry: JsonObject) => String(entry['token'])) : []
}

function rewriteDelta(event: WireEvent, delta: string, seed: string): WireEvent {
  const rewritten: WireEvent = { ...event, delta }
  if (typeof event['obfuscation'] === 'string') {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
    rewritten['obfuscation'] = placeholderToken(seed, (16 - ([...delta].length % 16)) % 16, alphabet)
  }
  return rewritten
}

/** Replaces strings, remembering each, so that one original has one replacement everywhere. */
class Replacer {
  readonly #options: DistilOptions
  readonly #known = new Map<string, string>()
  readonly #blocks = new Map<string, string>()
  #secrets = 0
  #names = 0

  constructor(options: DistilOptions) {
    this.#options = options
  }

  know(original: string, replacement: string): void {
    this.#known.set(original, replacement)
  }

  text(original: string): string {
    if (original === '') return ''
    const known = this.#known.get(original)
    if (known !== undefined) return known
    const seed = `${this.#options.name}/text/${this.#known.size}`
    const isJson = /^\s*[[{]/.test(original)
    const words = Math.min(9, Math.max(1, original.split(/\s+/).length))
    const replacement = isJson ? JSON.stringify({ value: placeholderText(seed, 2) }) : placeholderText(seed, words)
    this.#known.set(original, replacement)
    return replacement
  }

  /** One token of ours for one of theirs. */
  token(original: string): string {
    return this.#once(`token ${original}`, () => ` ${placeholderText(`${this.#options.name}/token/${this.#known.size}`, 1).toLowerCase()}`)
  }

  object(value: unknown, key: string, path: readonly string[] = []): unknown {
    if (typeof value === 'string') return this.#string(value, key, path)
    if (Array.isArray(value)) {
      if (key === 'bytes') return value
      return value.map((element) => this.object(element, key, path))
    }
    if (typeof value !== 'object' || value === null) return value
    const object = value as JsonObject
    if (key === 'parameters' || key === 'input_schema' || key === 'schema')
      return { type: 'object', properties: {}, required: [], additionalProperties: false }
    const result: JsonObject = {}
    for (const [name, inner] of Object.entries(object)) result[name] = this.object(inner, name, [...path, key])
    if (key === 'response') Object.assign(result, pick(this.#options.echo ?? {}, result))
    if (typeof object['token'] === 'string' && 'logprob' in object) Object.assign(result, this.#token(object))
    if (typeof object['start_index'] === 'number')
      Object.assign(result, { start_index: 0, end_index: Math.min(5, object['end_index'] as number) })
    return result
  }

  #string(value: string, key: string, path: readonly string[]): string {
    if (key === 'delta' || key === 'obfuscation' || value === '')
      return key === 'delta' && !path.includes('delta') ? value : value === '' ? '' : key === 'obfuscation' ? value : this.text(value)
    if (KEPT_KEYS.has(key) || (KEPT_IN_REASONING.has(key) && path.at(-1) === 'reasoning')) return value
    if (key === 'code' && (path.at(-1) === 'error' || path.at(-1) === 'error[]')) return value
    if (key === 'type' || key.endsWith('.type')) return value
    if (ID.test(value)) return this.#id(value)
    if (REDACTED_ID.test(value))
      return this.#once(value, () => this.#id(`${REDACTED_ID.exec(value)?.[1]}${'0'.repeat(16)}${'0'.repeat(34)}`, value))
    if (value.startsWith('call_'))
      return this.#once(
        value,
        () =>
          `call_${placeholderToken(`${this.#options.name}/call/${this.#known.size}`, 24, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789')}`,
      )
    if (key === 'encrypted_content' || key === 'fingerprint')
      return `gAAAAA${placeholderToken(`${this.#options.name}/secret/${this.#secrets++}`, 58, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')}`
    if (key === 'result' && value.length > 500) return ONE_PIXEL
    if (key === 'partial_image_b64') return ONE_PIXEL
    if (/^https?:/.test(value)) return this.#once(value, () => `https://example.com/${this.#known.size}`)
    if (/^(file|vs|skill)[-_]/.test(value))
      return this.#once(
        value,
        () => `${/^[a-z]+[-_]/.exec(value)?.[0]}${placeholderToken(`${this.#options.name}/file/${this.#known.size}`, 24)}`,
      )
    if (key === 'filename' || key === 'path') return this.#once(value, () => `file-${this.#known.size}.txt`)
    if (key === 'name' || key === 'namespace') return this.#once(value, () => this.#name())
    if (key === 'server_label') return this.#once(value, () => 'example')
    return this.text(value)
  }

  #name(): string {
    this.#names += 1
    return this.#options.toolNames?.[this.#names - 1] ?? `tool_${this.#names}`
  }

  #once(original: string, make: () => string): string {
    const known = this.#known.get(original)
    if (known !== undefined) return known
    const made = make()
    this.#known.set(original, made)
    return made
  }

  /** Ids keep their prefix, their length, and which of them share the first 16 digits. */
  #id(value: string, key = value): string {
    const [, prefix = '', head = '', tail = ''] = ID.exec(value) ?? []
    const block = this.#blocks.get(head) ?? placeholderToken(`${this.#options.name}/head/${this.#blocks.size}`, 16)
    this.#blocks.set(head, block)
    return this.#once(
      `id ${key}`,
      () => `${prefix}${block}${placeholderToken(`${this.#options.name}/id/${this.#known.size}`, tail.length)}`,
    )
  }

  #token(entry: JsonObject): JsonObject {
    const token = this.token(String(entry['token']))
    return { token, ...('bytes' in entry ? { bytes: [...Buffer.from(token)] } : {}) }
  }
}

/** Only keys that the capture has: the echo never adds a field. Our tools keep the null fields that the capture's tools have. */
function pick(echo: JsonObject, response: JsonObject): JsonObject {
  const picked = Object.entries(echo).filter(([key]) => key in response)
  return Object.fromEntries(
    picked.map(([key, value]) => [key, key === 'tools' ? echoTools(value as JsonObject[], response['tools'] as JsonObject[]) : value]),
  )
}

function echoTools(ours: JsonObject[], theirs: JsonObject[]): JsonObject[] {
  return ours.map((tool, index) => {
    const twin = theirs[index]?.['type'] === tool['type'] ? theirs[index] : theirs.find((each) => each['type'] === tool['type'])
    const nulls = Object.entries(twin ?? {}).filter(([key, value]) => value === null && !(key in tool))
    return { ...tool, ...Object.fromEntries(nulls) }
  })
}
