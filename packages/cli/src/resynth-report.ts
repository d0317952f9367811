import { createPaint, plural } from '@goldwire/harness'
import type { FirstDivergence } from '@goldwire/server'

export interface ResynthFile {
  file: string
  events: number
  equal: boolean
  /** The file can be expected to come out equal: whole and unaltered. */
  sound: boolean
  /** Why it cannot; '' for sound files. */
  unsound: string
  first_divergence: FirstDivergence | null
}

export interface ResynthSummary {
  files: number
  equal: number
  events: number
  equal_events: number
  sound_files: number
  sound_equal: number
}

export function summariseResynth(files: readonly ResynthFile[]): ResynthSummary {
  const events = (list: readonly ResynthFile[]) => list.reduce((sum, file) => sum + file.events, 0)
  const equal = files.filter((file) => file.equal)
  const sound = files.filter((file) => file.sound)
  return {
    files: files.length,
    equal: equal.length,
    events: events(files),
    equal_events: events(equal) + files.filter((file) => !file.equal).reduce((sum, file) => sum + (file.first_divergence?.event ?? 0), 0),
    sound_files: sound.length,
    sound_equal: sound.filter((file) => file.equal).length,
  }
}

/** Unequal files with the first place where they part, then the totals. */
export function renderResynthReport(files: readonly ResynthFile[], { colour, verbose }: { colour: boolean; verbose: boolean }): string {
  const paint = createPaint(colour)
  const lines: string[] = []
  for (const file of files) {
    if (file.equal) {
      if (verbose) lines.push(`${paint.green('equal  ')} ${file.file} ${paint.dim(plural(file.events, 'event'))}`)
      continue
    }
    const at = file.first_divergence
    lines.push(`${file.sound ? paint.red('differs') : paint.yellow('differs')} ${file.file}`)
    if (at) lines.push(`        event ${at.event} ${at.pointer}: expected ${show(at.expected)}, emitted ${show(at.actual)}`)
    if (!file.sound) lines.push(`        ${paint.dim(`not a sound capture: ${file.unsound}`)}`)
  }
  const summary = summariseResynth(files)
  const verdict = `${summary.equal} of ${plural(summary.files, 'stream')} equal, ${summary.equal_events} of ${plural(summary.events, 'event')}`
  lines.push(summary.equal === summary.files ? paint.green(verdict) : verdict)
  if (summary.sound_files !== summary.files) lines.push(`sound captures: ${summary.sound_equal} of ${summary.sound_files} equal`)
  return lines.join('\n')
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 100 ? `${text.slice(0, 97)}...` : text
}
