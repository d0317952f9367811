export type JsonObject = { readonly [key: string]: unknown }

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function objectAt(value: JsonObject, key: string): JsonObject | null {
  const found = value[key]
  return isObject(found) ? found : null
}

/** The text at `key`; '' for anything else. */
export function textAt(value: JsonObject, key: string): string {
  const found = value[key]
  return typeof found === 'string' ? found : ''
}

/** undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
