import { isObject, type JsonObject } from '../lint/json.ts'

/** Paths of keys into an event: to its scalars (`leaves`), or to everything that has a key or a place (`keys`). */
export function eventPaths(event: JsonObject, which: 'leaves' | 'keys'): string[][] {
  const paths: string[][] = []
  walk(event, [], which, paths)
  return paths
}

function walk(value: unknown, path: string[], which: 'leaves' | 'keys', paths: string[][]): void {
  const entries = Array.isArray(value)
    ? value.map((entry, index) => [String(index), entry] as const)
    : isObject(value)
      ? Object.entries(value)
      : null
  if (path.length > 0 && (which === 'keys' || entries === null)) paths.push(path)
  for (const [key, entry] of entries ?? []) walk(entry, [...path, key], which, paths)
}

/** The value at a path of keys; undefined where there is none. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? (inner as JsonObject)[key] : undefined), value)
}
