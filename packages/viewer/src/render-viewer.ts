import { script, scriptHash, style, styleHash } from './generated/page-assets.ts'
import type { ViewerData, ViewerLine, ViewerScenario, ViewerStream } from './viewer-data.ts'

/**
 * Makes one self-contained HTML page: no network, no other file. Captured text is hostile: it travels as JSON that cannot end its element,
 * is only ever shown as text, and the page's policy lets nothing run but its own script.
 *
 * @example
 * await writeFile('page.html', renderViewer({ title: 'my stream', scenarios: [{ name: 'text', actual: { label: 'mine', lines } }] }))
 */
export function renderViewer(data: ViewerData): string {
  const policy = `default-src 'none'; script-src '${scriptHash}'; style-src '${styleHash}'; img-src data:; base-uri 'none'; form-action 'none'`
  const title = escapeText([data.title, data.subtitle].filter(Boolean).join(' · '))
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${title}</title>`,
    '<link rel="icon" href="data:,">',
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    `<div id="root"><noscript>${title}: ${describe(data)}. This page needs JavaScript; it asks the network for nothing.</noscript></div>`,
    `<script type="application/json" id="data">${embed(data)}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

function describe({ scenarios }: ViewerData): string {
  const failed = scenarios.filter((each) => each.status === 'fail' || each.status === 'unreachable').length
  return `${scenarios.length} streams, ${failed} failed`
}

/** JSON in which nothing can end the script element or begin a comment. */
function embed(data: ViewerData): string {
  return stringify(data)
    .replaceAll('<', String.raw`\u003c`)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`)
}

function stringify(data: ViewerData): string {
  try {
    return JSON.stringify(data)
  } catch (error) {
    // Values nested thousands of levels deep overflow the stack; their lines are shown without them.
    if (!(error instanceof RangeError)) throw error
    return JSON.stringify({ ...data, scenarios: data.scenarios.map(withoutDepths) })
  }
}

function withoutDepths(scenario: ViewerScenario): ViewerScenario {
  const stream = (value: ViewerStream | null | undefined) =>
    value && { ...value, request: isShallow(value.request) ? value.request : null, lines: value.lines.map(shallow) }
  return { ...scenario, expected: stream(scenario.expected) ?? null, actual: stream(scenario.actual) ?? null }
}

function shallow(line: ViewerLine): ViewerLine {
  return isShallow(line) ? line : { t: line.t ?? null, text: '(nested too deeply to be shown)' }
}

function isShallow(value: unknown): boolean {
  try {
    JSON.stringify(value)
    return true
  } catch {
    return false
  }
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('\0', '\uFFFD')
}
