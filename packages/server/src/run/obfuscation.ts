import { randomAlphanumerics, type RandomBytes } from './random-bytes.ts'

/** Padding for one delta; `''` where its length is a multiple of 16 already. */
export type Obfuscate = (delta: string) => string

/**
 * The deltas OpenAI pads, so that the length of an encrypted frame does not tell which token it holds (since 2025-08-06). Never padded:
 * `refusal.delta`, `shell_call_output_content.delta`, and whatever a background response or a replay sends. `reasoning_text.delta` was never
 * recorded from OpenAI; no type of its has the field.
 */
export const obfuscatedDeltas: ReadonlySet<string> = new Set([
  'response.output_text.delta',
  'response.function_call_arguments.delta',
  'response.reasoning_summary_text.delta',
  'response.mcp_call_arguments.delta',
  'response.code_interpreter_call_code.delta',
  'response.custom_tool_call_input.delta',
  'response.shell_call_command.delta',
  'response.apply_patch_call_operation_diff.delta',
])

/** Length every padded delta has a multiple of, in code points (75,744 of 75,750 recorded). */
export const obfuscationBlock = 16

const poolSize = 4096

/**
 * Makes padding of `[A-Za-z0-9]`. It is cut from a pool of random characters that is renewed when used up: padding hides a length and needs
 * no fresh entropy of its own, and a call to the generator for each delta would cost more than the rest of the event.
 */
export function createObfuscate(random: RandomBytes): Obfuscate {
  let pool = ''
  let used = poolSize
  return (delta) => {
    const missing = -codePoints(delta) & (obfuscationBlock - 1)
    if (missing === 0) return ''
    if (used + missing > poolSize) {
      pool = randomAlphanumerics(random, poolSize)
      used = 0
    }
    used += missing
    return pool.slice(used - missing, used)
  }
}

/** How many code points a text has: what `[...text].length` gives, without the array. */
export function codePoints(text: string): number {
  let count = text.length
  for (let index = 0; index < text.length - 1; index += 1) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) {
      count -= 1
      index += 1
    }
  }
  return count
}
