/** Fields of an item or event on their way to the wire. */
export interface Fields {
  [key: string]: unknown
}

/**
 * An item with its keys in the recorded order: `id`, `type`, `status`, then the others alphabetically (all 21 item types recorded since
 * 2025-08). Keys that are undefined are left out.
 */
export function orderItem(fields: Fields): Fields {
  return orderKeys(fields, ['id', 'type', 'status'])
}

/** `type` first, then alphabetically: content parts, actions, operations, annotations. */
export function orderPart(fields: Fields): Fields {
  return orderKeys(fields, ['type'])
}

/** The given keys first, then `rest` alphabetically. */
export function orderKeys(fields: Fields, first: readonly string[]): Fields {
  const ordered: Fields = {}
  const rest = Object.keys(fields)
    .filter((key) => !first.includes(key))
    .sort()
  for (const key of [...first, ...rest]) {
    if (fields[key] !== undefined) ordered[key] = fields[key]
  }
  return ordered
}
