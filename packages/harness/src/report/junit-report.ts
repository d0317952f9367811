import type { Outcome, OutcomeCase } from './outcome.ts'

/** JUnit XML: one test case a scenario, file or comparison; unsupported ones are skipped, never passed. */
export function renderJunit({ command, target, cases }: Outcome): string {
  const count = (...statuses: OutcomeCase['status'][]) => cases.filter((each) => statuses.includes(each.status)).length
  const seconds = (ms: number) => (ms / 1000).toFixed(3)
  const time = seconds(cases.reduce((sum, each) => sum + (each.durationMs ?? 0), 0))
  const totals = `tests="${cases.length}" failures="${count('fail')}" errors="${count('unreachable', 'unreadable')}" skipped="${count('unsupported')}" time="${time}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="goldwire ${command}" ${totals}>`,
    `  <testsuite name="${escapeXml(target === '' ? `goldwire ${command}` : target)}" ${totals}>`,
    ...cases.map((each) => {
      const open = `    <testcase classname="goldwire.${command}" name="${escapeXml(each.name)}"${each.file === null ? '' : ` file="${escapeXml(each.file)}"`} time="${seconds(each.durationMs ?? 0)}"`
      const inside = insideOf(each)
      return inside === '' ? `${open}/>` : `${open}>\n      ${inside}\n    </testcase>`
    }),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function insideOf({ status, reason, problems }: OutcomeCase): string {
  switch (status) {
    case 'pass':
      return ''
    case 'unsupported':
      return `<skipped message="${escapeXml(reason)}"/>`
    case 'fail':
    case 'unreachable':
    case 'unreadable': {
      const errors = problems.filter((each) => each.severity === 'error')
      const lines = errors.map(({ rule, event, pointer, message }) =>
        [rule, event === null ? '' : `event ${event}`, pointer, message].filter(Boolean).join(' '),
      )
      const tag = status === 'fail' ? 'failure' : 'error'
      const words = reason === '' ? (errors.length === 1 ? '1 error' : `${errors.length} errors`) : reason
      return `<${tag} message="${escapeXml(words)}" type="${status}">${escapeXml(lines.join('\n'))}</${tag}>`
    }
  }
}

/** XML text and attribute values; what XML 1.0 cannot hold (control characters, halves of surrogate pairs) becomes U+FFFD. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Surrogate}\uFFFE\uFFFF]/gu, (character) => (/[\t\n\r\u007F-\u009F]/.test(character) ? character : '\uFFFD'))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\n', '&#10;')
}
