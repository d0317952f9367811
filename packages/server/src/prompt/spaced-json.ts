/**
 * JSON with a space after every colon and comma, outside strings: how Python's `json.dumps` writes it, and so how models are used to reading
 * schemas. Key order is kept.
 */
export function spacedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(', ')}]`
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined)
    return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}: ${spacedJson(entry)}`).join(', ')}}`
  }
  return JSON.stringify(value) ?? 'null'
}
