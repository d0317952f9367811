/**
 * Text of a stream as it may be printed: on one line, without what moves a terminal's cursor, changes its colours or direction, or begins
 * a command for whoever reads the output.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu, (character) => {
    if (character === '\n') return String.raw`\n`
    if (character === '\t') return ' '
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
  })
}
