/**
 * Writes an event the way OpenAI does: its type as the `event:` line, compact JSON with nothing but the necessary escaped, one blank line.
 *
 * @throws TypeError when the type is empty or holds a line end, either of which would make a different frame of it
 */
export function encodeEvent(event: { readonly type: string }): string {
  const { type } = event
  if (type === '' || type.includes('\n') || type.includes('\r')) {
    throw new TypeError(`Failed to encode an event: its type ${JSON.stringify(type)} must not be empty or contain a line end.`)
  }
  return `event: ${type}\ndata: ${JSON.stringify(event)}\n\n`
}
