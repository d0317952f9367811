const entities: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }
/** Nobody reads these as text. */
const hidden = /<(script|style|noscript|template|svg|title|head)\b[^>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi
const blockEnd = /<\/?(?:p|div|li|ul|ol|tr|table|h[1-6]|section|article|header|footer|blockquote|pre|br)\b[^>]*>/gi

/** What is to be read of an HTML page: its title, and its text with a line for each block. Not a parser; a model reads over what it misses. */
export function pageText(html: string): { title: string; text: string } {
  const title = /<title\b[^>]*>([\s\S]*?)<\/title\s*>/i.exec(html)?.[1] ?? ''
  const text = html
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(hidden, '')
    .replace(/\s+/g, ' ')
    .replace(blockEnd, '\n')
    .replace(/<[a-z/!][^>]*>/gi, '')
  const lines = decode(text)
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
  return { title: decode(title).replace(/\s+/g, ' ').trim(), text: lines.filter((line) => line !== '').join('\n') }
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,8}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return entities[name.toLowerCase()] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
