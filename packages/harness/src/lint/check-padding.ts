import type { LintContext } from './context.ts'
import { isObject } from './json.ts'
import { obfuscationLength } from './rules/text-rules.ts'

/** Looks at the `obfuscation` of deltas. */
export interface Padding {
  /** The next delta and what pads it. */
  note(type: string, delta: string, obfuscation: unknown): void
  /** All deltas came; `hasLostText` where some of them were reported as changed. */
  end(hasLostText: boolean): void
}

/** Deltas without `obfuscation` on OpenAI's wire. */
const unpadded = new Set(['response.refusal.delta', 'response.shell_call_output_content.delta', 'response.reasoning_text.delta'])

/**
 * OpenAI pads each delta to a multiple of 16 characters. Who pads otherwise, or never, is left alone; one delta that is unlike all others was
 * changed, and a request may have switched it off.
 */
export function createPadding({ reporter, request }: LintContext, at: () => number): Padding {
  const streaming = request?.['stream_options']
  const isOff = isObject(streaming) && streaming['include_obfuscation'] === false
  const right = { count: 0, first: -1 }
  const wrong = { count: 0, first: -1 }
  const bare = { count: 0, first: -1 }
  const count = (one: typeof right) => {
    one.count++
    if (one.first === -1) one.first = at()
  }
  return {
    note(type, delta, obfuscation) {
      // An empty delta is reported as such.
      if (delta === '') return
      if (typeof obfuscation !== 'string') {
        // Of another type it is for the schemas to refuse.
        if (obfuscation === undefined && !unpadded.has(type)) count(bare)
        return
      }
      const fits = ((delta.length + obfuscation.length) & 15) === 0 || (Array.from(delta).length + obfuscation.length) % 16 === 0
      count(fits ? right : wrong)
    },
    end(hasLostText) {
      const options = { pointer: '/obfuscation' }
      const padded = right.count + wrong.count
      if (isOff && padded > 0) {
        const message = `The request switched obfuscation off, and ${padded} deltas have it`
        reporter.report(obfuscationLength, Math.max(right.first, wrong.first), message, options)
      } else if (wrong.count > 0 && right.count > wrong.count && !hasLostText) {
        const message = `delta and obfuscation together are no multiple of 16 characters (${wrong.count} of ${padded} deltas)`
        reporter.report(obfuscationLength, wrong.first, message, options)
      } else if (bare.count > 0 && padded > 4 * bare.count && !hasLostText) {
        reporter.report(obfuscationLength, bare.first, `${bare.count} of ${padded + bare.count} deltas have no obfuscation`, options)
      }
    },
  }
}
