import { printable } from './printable.ts'

/** Text that means nothing to Markdown: no markup, no link, no mention. */
export function text(value: string): string {
  return html(value).replaceAll(/[\\`*_{}[\]()+!|~]/g, String.raw`\$&`)
}

/** Text inside a block of HTML, where Markdown is not read. */
export function html(value: string): string {
  return printable(value)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '&#64;')
    .replaceAll(/(https?):/g, '$1&#58;')
}

/** HTML rather than backticks: it needs no care for backticks inside. */
export function code(value: string): string {
  return `<code>${text(value)}</code>`
}
