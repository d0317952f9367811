/** A JSON object that nobody may change. */
export type Json = Readonly<Record<string, unknown>>

export const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** `value` with the value at `pointer` replaced. What leads there is copied (and made, where it is missing), the rest shared. */
export function withPointer(value: unknown, pointer: string, replacement: unknown): unknown {
  if (pointer === '') return replacement
  const [, key = '', rest = ''] = /^\/([^/]*)(.*)$/.exec(pointer) ?? []
  if (Array.isArray(value)) {
    const index = Number(key)
    return index < value.length
      ? value.with(index, withPointer(value[index], rest, replacement))
      : [...(value as unknown[]), withPointer(undefined, rest, replacement)]
  }
  const object = isJson(value) ? value : {}
  return { ...object, [key]: withPointer(object[key], rest, replacement) }
}

/** Deep equality of JSON values; the order of keys does not matter. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((value, index) => sameJson(value, b[index]))
  if (!isJson(a) || !isJson(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
}
