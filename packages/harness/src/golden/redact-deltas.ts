import type { GoldenLine } from './golden.ts'
import type { Masks } from './redact.ts'
import { secretsInText } from './secret-finder.ts'

interface Run {
  indexes: number[]
  text: string
}

/**
 * Masks secrets that a server spread over several deltas: the deltas of one run (same type, item and part) are read as one text, and because
 * a mask is as long as its secret, each delta keeps its length.
 */
export function maskSecretsAcrossDeltas(lines: readonly GoldenLine[], masks: Masks): GoldenLine[] {
  const runs = new Map<string, Run>()
  lines.forEach((line, index) => {
    const data = line.data as Record<string, unknown> | null | undefined
    if (typeof data !== 'object' || data === null || typeof data['delta'] !== 'string') return
    const key = JSON.stringify(
      ['type', 'item_id', 'output_index', 'content_index', 'summary_index', 'command_index'].map((name) => data[name]),
    )
    const run = runs.get(key) ?? { indexes: [], text: '' }
    run.indexes.push(index)
    run.text += data['delta']
    runs.set(key, run)
  })
  const result = [...lines]
  for (const run of runs.values()) {
    const masked = maskRun(run.text, masks)
    if (masked !== run.text) rewriteRun(result, run, masked)
  }
  return result
}

function maskRun(text: string, masks: Masks): string {
  let masked = text
  for (const [secret, mask] of masks) masked = masked.replaceAll(secret, mask)
  for (const secret of secretsInText(masked))
    if (!secret.includes('REDACTED')) masked = masked.replaceAll(secret, 'x'.repeat(secret.length))
  return masked
}

function rewriteRun(lines: GoldenLine[], run: Run, masked: string): void {
  let at = 0
  for (const index of run.indexes) {
    const line = lines[index]
    const data = line?.data as Record<string, unknown> & { delta: string }
    const delta = masked.slice(at, at + data.delta.length)
    at += data.delta.length
    if (line === undefined || delta === data.delta) continue
    const raw = line.raw
    const from = JSON.stringify(data.delta).slice(1, -1)
    // The exact text of such a frame can no longer be kept unless the delta stands in it literally.
    const changed: GoldenLine = { ...line, data: { ...data, delta } }
    if (raw !== undefined) changed.raw = raw.replace(`"delta":"${from}"`, `"delta":${JSON.stringify(delta)}`)
    lines[index] = changed
  }
}
