/** A place in a request as OpenAI's `error.param` names it: `input[0].content[1].type`. Null for the body as a whole. */
export function parameterPath(path: readonly PropertyKey[]): string | null {
  let text = ''
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`
    else text += text === '' ? String(key) : `.${String(key)}`
  }
  return text === '' ? null : text
}

/** The value at `path`, and whether it is there at all. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): { present: boolean; value: unknown } {
  let value = root
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return { present: false, value: undefined }
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return { present: value !== undefined, value }
}
