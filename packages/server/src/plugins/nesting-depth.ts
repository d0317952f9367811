/**
 * Whether `value` nests deeper than `limit` arrays and objects. Walks without recursion, because what it guards against is exactly a body
 * that makes recursive code overflow the stack.
 */
export function nestsDeeperThan(value: unknown, limit: number): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []))
  }
  return false
}
