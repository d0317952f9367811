/** How many characters at the end of `text` may be the beginning of one of `tags`. */
export function heldLength(text: string, tags: readonly string[]): number {
  let held = 0
  for (const tag of tags) {
    for (let length = Math.min(tag.length - 1, text.length); length > held; length--) {
      if (text.endsWith(tag.slice(0, length))) held = length
    }
  }
  return held
}

/** The same, together with the white space before it: white space in front of a tag belongs to neither side. */
export function heldWhitespace(text: string, tags: readonly string[]): number {
  const before = text.slice(0, text.length - heldLength(text, tags))
  return text.length - before.trimEnd().length
}
