import type { Finding } from '../lint/finding.ts'
import { clientProfiles } from './client-profiles.ts'

/** Whether one client survives a stream, and which rules say no. */
export interface ClientVerdict {
  client: string
  verdict: 'ok' | 'breaks'
  /** Rules, as in the findings. */
  because: string[]
}

/** Turns findings into consequences: which real clients would break on this stream. Notes (`info`) break nobody. */
export function judgeClients(findings: readonly Finding[]): ClientVerdict[] {
  const serious = findings.filter((finding) => finding.severity !== 'info')
  return clientProfiles.map(({ client, breaksOn }) => {
    const broken = serious.filter((finding) => breaksOn.includes(ruleId(finding.rule)))
    const because = [...new Set(broken.map((finding) => finding.rule))].sort()
    return { client, verdict: because.length > 0 ? 'breaks' : 'ok', because }
  })
}

const ruleId = (rule: string) => rule.split(' ', 1)[0] ?? rule
