import type { Golden } from '../golden/golden.ts'
import type { Finding } from '../lint/finding.ts'
import { clientProfiles } from './client-profiles.ts'
import { judgeStream } from './judge-stream.ts'

/** What becomes of one stream in one client. */
export interface ClientVerdict {
  client: string
  /** `breaks`: its user gets an error; `degrades`: no error, but text or calls are lost, doubled or wrong. */
  verdict: 'ok' | 'breaks' | 'degrades'
  /** Why it is not `ok`: rules as in the findings, or what the client stumbles on. */
  because: string[]
}

/**
 * Turns a stream into consequences: which real clients break on it, which lose something. With the stream itself, each client's own way of reading is
 * followed; where only findings are at hand, the rules that are known to break it decide, and notes (`info`) break nobody.
 */
export function judgeClients(findings: readonly Finding[], golden: Golden | null = null): ClientVerdict[] {
  return golden !== null && isReadable(golden) ? judgeStream(golden) : judgeFindings(findings)
}

/** What clients read as a whole: a stream that answers a POST and that nobody stopped recording. */
function isReadable({ header: { request, response, cut } }: Golden): boolean {
  const isStream = response.framing === 'sse' || response.framing === 'data-only'
  return isStream && (request?.method ?? 'POST').toUpperCase() === 'POST' && typeof cut !== 'string'
}

function judgeFindings(findings: readonly Finding[]): ClientVerdict[] {
  const serious = findings.filter((finding) => finding.severity !== 'info')
  return clientProfiles.map(({ client, breaksOn }) => {
    const broken = serious.filter((finding) => breaksOn.includes(ruleId(finding.rule)))
    const because = [...new Set(broken.map((finding) => finding.rule))].sort()
    return { client, verdict: because.length > 0 ? 'breaks' : 'ok', because }
  })
}

const ruleId = (rule: string) => rule.split(' ', 1)[0] ?? rule
