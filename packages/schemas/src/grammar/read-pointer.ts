/**
 * The value at a JSON pointer (RFC 6901); undefined when there is none.
 *
 * @example readPointer({ content: [{ text: 'hi' }] }, '/content/0/text') // 'hi'
 */
export function readPointer(value: unknown, pointer: string): unknown {
  let current = value
  let start = 1
  // No split: this runs several times for every event of a stream, mostly for pointers of one step.
  while (start <= pointer.length) {
    if (typeof current !== 'object' || current === null) return undefined
    const slash = pointer.indexOf('/', start)
    const end = slash === -1 ? pointer.length : slash
    const token = pointer.slice(start, end)
    const key = token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token
    if (!Object.hasOwn(current, key)) return undefined
    current = (current as Record<string, unknown>)[key]
    start = end + 1
  }
  return current
}
