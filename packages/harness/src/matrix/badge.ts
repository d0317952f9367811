import type { Score } from './matrix.ts'

/** What a badge says: `Responses API 26/36`. */
export interface Badge {
  label: string
  message: string
  /** Six hexadecimal digits. */
  colour: string
}

export function badgeOf(score: Score, isReachable: boolean): Badge {
  const label = 'Responses API'
  if (!isReachable) return { label, message: 'unreachable', colour: '9f9f9f' }
  return { label, message: `${score.passed}/${score.of}`, colour: colourOf(score) }
}

/** Red to green; green is for all. */
function colourOf({ passed, of }: Score): string {
  const share = of === 0 ? 0 : passed / of
  if (share === 1) return '3a8f2d'
  if (share >= 0.9) return '7a9a1a'
  if (share >= 0.7) return 'b08b12'
  if (share >= 0.4) return 'c4661f'
  return 'c0392b'
}

/** The badge as a picture: SVG of its own, 20 pixels high; nothing is asked of the network. */
export function renderBadge({ label, message, colour }: Badge): string {
  const [left, right] = [widthOf(label) + 12, widthOf(message) + 12]
  const width = left + right
  const [title, a, b] = [`${label}: ${message}`, label, message].map(escapeXml)
  const text = (x: number, length: number, content: string) =>
    `<text x="${x}" y="14" textLength="${length}" lengthAdjust="spacingAndGlyphs">${content}</text>`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img" aria-label="${title ?? ''}">`,
    `<title>${title ?? ''}</title>`,
    `<clipPath id="r"><rect width="${width}" height="20" rx="3"/></clipPath>`,
    `<g clip-path="url(#r)"><rect width="${left}" height="20" fill="#3d444d"/><rect x="${left}" width="${right}" height="20" fill="#${colour}"/></g>`,
    `<g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">`,
    text(left / 2, left - 12, a ?? ''),
    text(left + right / 2, right - 12, b ?? ''),
    '</g></svg>',
    '',
  ].join('\n')
}

/** The badge as shields.io reads it from a URL (`/endpoint`). */
export function toShieldsEndpoint({ label, message, colour }: Badge): { schemaVersion: 1; label: string; message: string; color: string } {
  return { schemaVersion: 1, label, message, color: colour }
}

/** Width of a text in Verdana at 11 pixels, near enough: the text is stretched to it. */
function widthOf(text: string): number {
  return Math.round([...text].reduce((sum, each) => sum + (/[il/.,:;'|! ]/.test(each) ? 4 : /[mwMWA-Z]/.test(each) ? 8.5 : 7), 0))
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
