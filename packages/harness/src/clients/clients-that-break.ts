import { clientProfiles } from './client-profiles.ts'

/** The clients that break on a rule, by its id or label. */
export function clientsThatBreak(rule: string): string[] {
  const id = rule.split(' ', 1)[0] ?? rule
  return clientProfiles.filter((profile) => profile.breaksOn.includes(id)).map((profile) => profile.client)
}
