/** What a client printed about one check. */
export interface Result {
  client: string
  version: string
  check: string
  status: 'pass' | 'fail' | 'skip'
  /** What was seen, or why it was skipped. */
  detail?: string
  ms?: number
}

export interface Outcome {
  results: readonly Result[]
  skipped: readonly { client: string; reason: string }[]
  summary: { passed: number; failed: number; skipped: number; clientsSkipped: number; seconds: number }
}

const MARKS = { pass: '✓', fail: '✗', skip: '·' }

/** Client × check, then every failure and every skip in words. */
export function tableOf({ results, skipped, summary }: Outcome): string {
  const checks = [...new Set(results.map(({ check }) => check))]
  const clients = [...new Set(results.map(({ client }) => client))]
  const heads = clients.map((client) => `${client} ${results.find((result) => result.client === client)?.version ?? ''}`)
  const width = Math.max(8, ...heads.map(({ length }) => length))
  const lines = checks.map((check, index) => `${' '.repeat(width + 2)}${'│ '.repeat(index)}┌ ${check}`)
  for (const [index, client] of clients.entries()) {
    const cells = checks.map((check) => {
      const result = results.find((one) => one.client === client && one.check === check)
      return result === undefined ? ' ' : MARKS[result.status]
    })
    lines.push(`${(heads[index] ?? '').padEnd(width)}  ${cells.join(' ')}`)
  }
  for (const { client, reason } of skipped) lines.push(`${client.padEnd(width)}  SKIPPED: ${reason}`)
  lines.push('', '✓ passed   ✗ failed   · the client has no such thing (or it needs a server of ours)   blank: not asked', '')
  const told = (status: Result['status'], title: string) => {
    const found = results.filter((result) => result.status === status)
    if (found.length === 0) return
    lines.push(`${title}:`)
    for (const { client, check, detail = '' } of found) lines.push(`  ${client} ${check}: ${detail}`)
    lines.push('')
  }
  told('fail', 'FAILED')
  told('skip', 'Not asked')
  const { passed, failed, skipped: notAsked, clientsSkipped, seconds } = summary
  lines.push(`${passed} passed, ${failed} failed, ${notAsked} skipped, ${clientsSkipped} clients skipped in ${seconds} s`, '')
  return lines.join('\n')
}
