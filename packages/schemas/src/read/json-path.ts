/** Keys and indexes from a root value down to one place in it. */
export type JsonPath = readonly (string | number)[]

/** RFC 6901: `['response', 'output', 0]` becomes `/response/output/0`; the root is the empty string. */
export function toPointer(path: JsonPath): string {
  return path.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** The value at `path`, or undefined where the path leads nowhere. */
export function valueAt(root: unknown, path: JsonPath): unknown {
  let value = root
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined
    value = (value as Record<string | number, unknown>)[segment]
  }
  return value
}

/** A copy of `root` with `replacement` at `path`; only the containers on the way are copied, and `root` is not touched. */
export function replaceAt(root: unknown, path: JsonPath, replacement: unknown): unknown {
  const [head, ...tail] = path
  if (head === undefined) return replacement
  if (Array.isArray(root)) {
    const copy: unknown[] = [...root]
    copy[Number(head)] = replaceAt(root[Number(head)], tail, replacement)
    return copy
  }
  const container = isObject(root) ? root : {}
  return { ...container, [head]: replaceAt(container[head], tail, replacement) }
}

/** Whether `value` is a JSON object: not null and not an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
