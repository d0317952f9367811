/**
 * The value at a JSON pointer (RFC 6901); undefined when there is none.
 *
 * @example readPointer({ content: [{ text: 'hi' }] }, '/content/0/text') // 'hi'
 */
export function readPointer(value: unknown, pointer: string): unknown {
  if (pointer === '') return value
  let current = value
  for (const token of pointer.slice(1).split('/')) {
    if (typeof current !== 'object' || current === null) return undefined
    const key = token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token
    if (!Object.hasOwn(current, key)) return undefined
    current = (current as Record<string, unknown>)[key]
  }
  return current
}
