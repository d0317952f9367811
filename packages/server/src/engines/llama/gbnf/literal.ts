/** A GBNF literal that matches exactly `text`. */
export function literal(text: string): string {
  let body = ''
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    if (char === '\\' || char === '"') body += `\\${char}`
    else if (char === '\n') body += '\\n'
    else if (char === '\r') body += '\\r'
    else if (char === '\t') body += '\\t'
    else if (code < 0x20 || code === 0x7f) body += `\\x${code.toString(16).padStart(2, '0').toUpperCase()}`
    else body += char
  }
  return `"${body}"`
}
