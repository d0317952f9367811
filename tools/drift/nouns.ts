/** Top-level fields of each noun of the wire, as one source tells them: `event response.created`, `item message`, `response`. */
export type Nouns = Map<string, Set<string>>

/** The name of the noun that a `type` belongs to: types of events have a dot, or are the few without response. */
export function nounOf(type: string, items: ReadonlySet<string>): string | null {
  if (/^response\.[a-z0-9_.]+$/.test(type) || type === 'error' || type === 'keepalive') return `event ${type}`
  return items.has(type) ? `item ${type}` : null
}

export function addFields(nouns: Nouns, noun: string, fields: Iterable<string>): void {
  const known = nouns.get(noun) ?? new Set()
  for (const field of fields) known.add(field)
  nouns.set(noun, known)
}
