import { createRunFinder, createRunMasker } from './delta-runs.ts'
import { fromBase64, toBase64 } from './exact-bytes.ts'
import { currentText, exactText, rememberText } from './exact-text.ts'
import type { GoldenHeader, GoldenLine } from './golden.ts'
import { collectHeader, collectValue, redactCredentialHeaders } from './collect-secrets.ts'
import { mayHoldForms } from './secret-finder.ts'
import { createMasks, createVault, type Masks, type Vault } from './secret-masks.ts'

export interface RedactorOptions {
  /** Secrets known to the caller (the key it sent, say); removed wherever they stand. Shorter than 4 characters are ignored. */
  secrets?: Iterable<string>
  /** Shared by the recordings of a session, so that one secret has one mask in all of them. */
  vault?: Vault
  /** Nobody changed header or lines since they were read or made, so that the exact text of each need not be checked. */
  unchanged?: boolean
}

/**
 * Removes secrets from a recording that may be too long for memory. Three times over its lines, in order: `collect` all, then `locate` all
 * (unless `found` is empty by then), then `mask` each. A secret found anywhere is masked everywhere, so that nothing can be written before all was seen.
 */
export interface Redactor {
  /** Secrets found so far. */
  found: ReadonlySet<string>
  collectHeader(header: GoldenHeader): void
  /** @param text the line's exact text, where the caller has it */
  collect(line: GoldenLine, text?: string): void
  /**
   * When all were collected, the header first: whether no line needs a mask, so that each may be written as it is, without the other two times.
   * False is no promise that one does.
   */
  clean(): boolean
  locate(line: GoldenLine): void
  maskHeader(header: GoldenHeader): GoldenHeader
  mask(line: GoldenLine): GoldenLine
}

export function createRedactor({ secrets = [], vault = createVault(), unchanged = false }: RedactorOptions = {}): Redactor {
  const textOf = unchanged ? currentText : exactText
  const found = new Set<string>(secrets)
  const watch = createWatch(() => createMasks(found, vault))
  const runs = createRunFinder(found, (text) => watch.run(text))
  let foundBefore = -1
  let settled: { masks: Masks; runs: ReturnType<typeof createRunMasker> } | null = null
  let located = false

  function settle(): NonNullable<typeof settled> {
    if (settled === null) {
      runs.end()
      const masks = createMasks(found, vault)
      settled = { masks, runs: createRunMasker(masks) }
    }
    return settled
  }

  return {
    found,
    collectHeader: (header) => collectHeader(header, found),
    collect(line, known) {
      if (foundBefore === -1) foundBefore = found.size
      const text = known ?? textOf(line)
      watch.line(text)
      collectValue(line, '', found, mayHoldForms(text))
      if (line.bytes !== undefined) {
        const bytes = latin1(line.bytes)
        collectValue(bytes, '', found)
        watch.line(bytes)
      }
      runs.add(line)
    },
    clean() {
      settle()
      return (foundBefore === -1 || found.size === foundBefore) && watch.clean()
    },
    locate(line) {
      const { masks, runs: places } = settle()
      if (masks.size > 0) places.add(line)
    },
    maskHeader: (header) => redactCredentialHeaders(maskObject(header, textOf(header), settle().masks)),
    mask(line) {
      const { masks, runs: places } = settle()
      if (!located) places.end()
      located = true
      return masks.size === 0 ? line : maskLine(line, textOf(line), masks, places.mask)
    },
  }
}

/** Characters of lines that are searched for known secrets at once. */
const searchedAtOnce = 64 * 1024

/** Looks whether secrets that were known before stand in lines or runs. */
function createWatch(known: () => Masks): { line(text: string): void; run(text: string): void; clean(): boolean } {
  let masks: Masks | null = null
  let seen = false
  let waiting: string[] = []
  let length = 0
  const search = (text: string): void => {
    masks ??= known()
    if (!seen && masks.size > 0) seen = masks.holds(text)
  }
  const flush = (): void => {
    if (!seen && waiting.length > 0) search(waiting.join('\n'))
    waiting = []
    length = 0
  }
  return {
    line(text) {
      masks ??= known()
      if (seen || masks.size === 0) return
      waiting.push(text)
      length += text.length
      if (length >= searchedAtOnce) flush()
    },
    run: search,
    clean() {
      flush()
      return !seen
    },
  }
}

function maskLine(line: GoldenLine, text: string, masks: Masks, maskRuns: (line: GoldenLine, text: string) => string): GoldenLine {
  const masked = masks.text(maskRuns(line, text))
  const bytes = line.bytes === undefined ? undefined : maskBytes(line.bytes, masks)
  if (masked === text && bytes === line.bytes) return line
  const clean = parseAgain(masked, line, masks)
  return bytes === undefined || bytes === line.bytes ? clean : { ...clean, bytes }
}

function maskObject<T extends object>(value: T, text: string, masks: Masks): T {
  const masked = masks.text(text)
  return masked === text ? value : parseAgain(masked, value, masks)
}

/** The value of masked text; where a mask fell on a number and the text is JSON no longer, the value with its strings masked. */
function parseAgain<T extends object>(masked: string, value: T, masks: Masks): T {
  try {
    return rememberText(JSON.parse(masked) as T, masked)
  } catch {
    return mapStrings(value, masks.text) as T
  }
}

function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((one) => mapStrings(one, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [change(key), mapStrings(one, change)]))
}

/** A secret's characters are ASCII nearly always; in bytes of no encoding each stands for itself. */
function latin1(base64: string): string {
  return Array.from(fromBase64(base64), (byte) => String.fromCharCode(byte)).join('')
}

function maskBytes(base64: string, masks: Masks): string {
  const text = latin1(base64)
  const masked = masks.text(text)
  return masked === text ? base64 : toBase64(Uint8Array.from(masked, (char) => char.charCodeAt(0) & 0xff))
}
