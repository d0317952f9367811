import type { CheckReport } from '../check/run-check.ts'

/** JUnit XML of a check: one test case a scenario; unsupported ones are skipped, never passed. */
export function renderJunit({ baseUrl, scenarios, summary }: CheckReport): string {
  const cases = scenarios.map((each) => {
    const open = `    <testcase classname="goldwire" name="${escapeXml(each.name)}" time="${(each.durationMs / 1000).toFixed(3)}"`
    if (each.status === 'pass') return `${open}/>`
    if (each.status === 'unsupported') return `${open}>\n      <skipped message="${escapeXml(each.reason)}"/>\n    </testcase>`
    const lines = [
      ...each.findings
        .filter((finding) => finding.severity === 'error')
        .map((finding) => `${finding.rule} event ${finding.event ?? '-'} ${finding.pointer} ${finding.message}`),
      ...each.divergences
        .filter((divergence) => divergence.severity === 'error')
        .map((divergence) => `${divergence.kind} ${divergence.message}`),
    ]
    const tag = each.status === 'unreachable' ? 'error' : 'failure'
    return `${open}>\n      <${tag} message="${escapeXml(each.reason)}">${escapeXml(lines.join('\n'))}</${tag}>\n    </testcase>`
  })
  const seconds = scenarios.reduce((sum, each) => sum + each.durationMs, 0) / 1000
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="goldwire check">`,
    `  <testsuite name="${escapeXml(baseUrl)}" tests="${summary.scenarios}" failures="${summary.fail}" errors="${summary.unreachable}" skipped="${summary.unsupported}" time="${seconds.toFixed(3)}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

/** XML text and attribute values; control characters that XML 1.0 cannot hold are dropped. */
function escapeXml(text: string): string {
  const printable = [...text].filter((character) => character >= ' ' || '\t\n\r'.includes(character)).join('')
  return printable
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
}
