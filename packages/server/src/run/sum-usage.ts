import type { Usage } from '@goldwire/schemas'

/**
 * Usage of several rounds of one response: every round's tokens count, those of the prompt too, which each round reads again (recorded: three
 * rounds of MCP calls are billed as the sum of three prompts).
 */
export function sumUsage(first: Usage | null, second: Usage): Usage {
  if (first === null) return second
  const sum = (a: object | null | undefined, b: object | null | undefined): object => {
    const joined: { [key: string]: unknown } = { ...a }
    for (const [key, value] of Object.entries(b ?? {})) {
      const earlier = joined[key]
      if (typeof value === 'number') joined[key] = value + (typeof earlier === 'number' ? earlier : 0)
      else if (typeof value === 'object' && value !== null) joined[key] = sum(typeof earlier === 'object' ? earlier : null, value)
      else joined[key] = value
    }
    return joined
  }
  return sum(first, second) as Usage
}
