import { clientProfiles, rules, ruleLabel, type Golden, type WireEvent } from '@goldwire/harness'
import type { ViewerData, ViewerRule, ViewerStream } from '@goldwire/viewer'

import { version } from '../version.ts'

/**
 * A golden as the page shows it.
 * @param places what the places of divergences count: the golden's lines, or its events only
 */
export function toViewerStream({ header, lines }: Golden, label: string, places: 'lines' | 'events' = 'lines'): ViewerStream {
  const { provider, recorded_at: recordedAt, request, response, cut } = header
  const body = request?.body
  const model = typeof body === 'object' && body !== null && 'model' in body && typeof body.model === 'string' ? body.model : undefined
  const facts = {
    ...(provider === 'unknown' ? {} : { provider }),
    ...(model === undefined ? {} : { model }),
    ...(recordedAt === null ? {} : { recorded: recordedAt }),
    ...(response.status === null ? {} : { status: String(response.status) }),
    framing: response.framing,
    ...(typeof cut === 'string' ? { cut } : {}),
  }
  const eventLines = lines.flatMap((line, index) => (line.dir !== 'out' && isEvent(line.data) ? [index] : []))
  return {
    label,
    lines,
    facts,
    ...(body === undefined || body === null ? {} : { request: body }),
    ...(places === 'lines' || eventLines.length === lines.length ? {} : { eventLines }),
  }
}

/** Events of which nothing else is known. */
export function eventsToViewerStream(events: readonly WireEvent[], label: string): ViewerStream {
  return { label, lines: events.map((data) => ({ t: null, data })) }
}

/** What is known of the rules that a page mentions. */
export function rulesFor(scenarios: ViewerData['scenarios']): ViewerRule[] {
  const named = new Set(scenarios.flatMap((each) => (each.findings ?? []).map((finding) => finding.rule)))
  return rules
    .filter((rule) => named.has(ruleLabel(rule)))
    .map((rule) => ({
      rule: ruleLabel(rule),
      why: rule.why,
      docs: rule.docs,
      threads: rule.threads,
      breaks: clientProfiles.filter((profile) => profile.breaksOn.includes(rule.id)).map((profile) => profile.client),
    }))
}

/** The page's last line. */
export function generator(now = new Date()): string {
  return `goldwire ${version} · ${now.toISOString().replace('T', ' ').slice(0, 16)} UTC`
}

function isEvent(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
