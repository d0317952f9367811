import { nothing, type Pattern } from './pattern.ts'

/** Whether the pattern matches the empty sequence. */
export function isNullable(pattern: Pattern): boolean {
  if ('event' in pattern) return false
  if ('star' in pattern || 'opt' in pattern) return true
  if ('plus' in pattern) return isNullable(pattern.plus)
  if ('alt' in pattern) return pattern.alt.some(isNullable)
  return pattern.seq.every(isNullable)
}

/**
 * What may follow once `type` was seen (Brzozowski's derivative), null when nothing may. Simplified, so that a pattern has few different
 * derivatives and equal ones print equal.
 */
export function derive(pattern: Pattern, type: string): Pattern | null {
  if ('event' in pattern) return pattern.event === type ? nothing : null
  if ('opt' in pattern) return derive(pattern.opt, type)
  if ('star' in pattern) return followedBy(derive(pattern.star, type), pattern)
  if ('plus' in pattern) return followedBy(derive(pattern.plus, type), { star: pattern.plus })
  if ('alt' in pattern) return either(pattern.alt.map((choice) => derive(choice, type)))
  const results: (Pattern | null)[] = []
  for (const [index, part] of pattern.seq.entries()) {
    results.push(followedBy(derive(part, type), { seq: pattern.seq.slice(index + 1) }))
    if (!isNullable(part)) break
  }
  return either(results)
}

/** One spelling for patterns that say the same in the obvious ways: nested sequences and choices are flattened. */
export function simplify(pattern: Pattern): Pattern {
  if ('event' in pattern) return pattern
  if ('star' in pattern) return { star: simplify(pattern.star) }
  if ('plus' in pattern) return { plus: simplify(pattern.plus) }
  if ('opt' in pattern) return { opt: simplify(pattern.opt) }
  if ('alt' in pattern) return either(pattern.alt.map(simplify)) ?? nothing
  const parts = pattern.seq.map(simplify).flatMap((part) => ('seq' in part ? part.seq : [part]))
  const [only] = parts
  return only !== undefined && parts.length === 1 ? only : { seq: parts }
}

function followedBy(first: Pattern | null, second: Pattern): Pattern | null {
  return first === null ? null : simplify({ seq: [first, second] })
}

function either(choices: readonly (Pattern | null)[]): Pattern | null {
  const different = new Map<string, Pattern>()
  for (const choice of choices) {
    if (choice === null) continue
    for (const part of 'alt' in choice ? choice.alt : [choice]) different.set(JSON.stringify(part), part)
  }
  const [first, ...more] = [...different.values()]
  if (first === undefined) return null
  return more.length === 0 ? first : { alt: [first, ...more] }
}
