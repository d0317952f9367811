import { createRunFinder, createRunMasker } from './delta-runs.ts'
import { fromBase64, toBase64 } from './exact-bytes.ts'
import { currentText, exactText, rememberText } from './exact-text.ts'
import type { GoldenHeader, GoldenLine } from './golden.ts'
import { collectHeader, collectValue, redactCredentialHeaders } from './collect-secrets.ts'
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
  collect(line: GoldenLine): void
  locate(line: GoldenLine): void
  maskHeader(header: GoldenHeader): GoldenHeader
  mask(line: GoldenLine): GoldenLine
}

export function createRedactor({ secrets = [], vault = createVault(), unchanged = false }: RedactorOptions = {}): Redactor {
  const textOf = unchanged ? currentText : exactText
  const found = new Set<string>(secrets)
  const runs = createRunFinder(found)
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
    collect(line) {
      collectValue(line, '', found)
      if (line.bytes !== undefined) collectValue(latin1(line.bytes), '', found)
      runs.add(line)
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
