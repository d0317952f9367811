/** Words of the wire that a golden may share with its capture whatever their length: enum values, event types, model names, plain words of the protocol. */
const PROTOCOL_WORD = /^[a-z0-9_.:-]{1,48}$/

/**
 * Strings of the capture that are still in the distilled events, other than protocol words.
 * `ownWords` is what we put in ourselves: a plain sentence may stand in both by chance.
 * A free text of two words or more, an id, a ciphertext or a URL that survives is a mistake in the distiller.
 */
export function findCapturedText(captured: unknown, distilled: unknown, ownWords: unknown): string[] {
  const theirs = new Set<string>()
  collect(captured, theirs)
  const ours = new Set<string>()
  collect(distilled, ours)
  const own = new Set<string>()
  collect(ownWords, own)
  return [...ours].filter((text) => theirs.has(text) && !own.has(text) && !isHarmless(text))
}

function isHarmless(text: string): boolean {
  if (text.length < 4) return true
  const isId = /^[a-z]+_[0-9a-f]{30,}$|^call_\w{20,}$/.test(text)
  return !isId && PROTOCOL_WORD.test(text)
}

function collect(value: unknown, into: Set<string>): void {
  if (typeof value === 'string') into.add(value)
  else if (Array.isArray(value)) for (const element of value) collect(element, into)
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) collect(inner, into)
}
