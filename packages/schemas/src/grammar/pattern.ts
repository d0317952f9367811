/**
 * A regular expression over event types: which events, in which order. Plain data, so that it can be printed, compared and compiled
 * (see `compileAutomaton`).
 */
export type Pattern =
  | { readonly event: string }
  | { readonly seq: readonly Pattern[] }
  | { readonly alt: readonly Pattern[] }
  /** Any number, also none. */
  | { readonly star: Pattern }
  /** At least one. */
  | { readonly plus: Pattern }
  /** One or none. */
  | { readonly opt: Pattern }

export const event = (type: string): Pattern => ({ event: type })
export const seq = (...parts: readonly Pattern[]): Pattern => ({ seq: parts })
export const alt = (...choices: readonly Pattern[]): Pattern => ({ alt: choices })
export const star = (of: Pattern): Pattern => ({ star: of })
export const plus = (of: Pattern): Pattern => ({ plus: of })
export const opt = (of: Pattern): Pattern => ({ opt: of })
/** Matches the empty sequence only. */
export const nothing: Pattern = { seq: [] }

/** A pattern as people write it, e.g. `a b* (c | d)`. `name` shortens event types. */
export function printPattern(pattern: Pattern, name: (type: string) => string = (type) => type): string {
  const inner = (part: Pattern): string => {
    const text = printPattern(part, name)
    return 'event' in part || (('star' in part || 'plus' in part || 'opt' in part) && !text.includes(' ')) ? text : `(${text})`
  }
  if ('event' in pattern) return name(pattern.event)
  if ('star' in pattern) return `${inner(pattern.star)}*`
  if ('plus' in pattern) return `${inner(pattern.plus)}+`
  if ('opt' in pattern) return `${inner(pattern.opt)}?`
  if ('alt' in pattern) return pattern.alt.map((part) => printPattern(part, name)).join(' | ')
  return pattern.seq.map((part) => ('alt' in part ? inner(part) : printPattern(part, name))).join(' ')
}
