import { writeFile } from 'node:fs/promises'

import { type Golden, lintStream } from '@goldwire/harness'
import { mutationOf } from '@goldwire/harness/mutations'
import { clientProfiles, clientStreamOf, predictReading, saidBy } from '@goldwire/harness/clients'

import { proofCases } from './cases.ts'

/**
 * A rule breaks a client when half of the streams with its defects do, or when one of its defects nearly always does and it is not a rare form of
 * what the rule names.
 */
const isBreaking = ({ all, forms }: Tally): boolean =>
  shareOf(all) >= 0.5 || (shareOf(all) >= 0.25 && [...forms.values()].some((form) => shareOf(form) >= 0.9))

interface Count {
  broken: number
  count: number
}

interface Tally {
  all: Count
  /** By mutation. */
  forms: Map<string, Count>
}

const shareOf = ({ broken, count }: Count): number => broken / count
const FILE = new URL('../../../packages/harness/src/clients/rules-that-break.ts', import.meta.url)

/** Tells by profile which rules break a client: where only findings are at hand, and no stream to follow. */
export async function writeRules(): Promise<void> {
  const cases = proofCases({ bases: null, limit: null, seed: 1 }).map(({ golden, base, mutation }) => ({
    base,
    mutation,
    // Some rules warn of what is sound: keepalives.
    rule: mutation === null ? warningOf(golden) : (mutationOf(mutation).rules[0] ?? null),
    stream: clientStreamOf(golden),
    said: saidBy(golden),
  }))
  const table = clientProfiles.map((profile): [string, string[]] => {
    const isBroken = (one: (typeof cases)[number]) => predictReading(profile, one.stream, one.said).verdict.verdict !== 'ok'
    // What the client cannot read even when it is sound says nothing about a defect.
    const sound = new Set(cases.filter((one) => one.mutation === null && !isBroken(one)).map(({ base }) => base))
    const tallies = new Map<string, Tally>()
    for (const one of cases) {
      if (one.rule === null || (one.mutation !== null && !sound.has(one.base))) continue
      const tally = tallies.get(one.rule) ?? { all: { broken: 0, count: 0 }, forms: new Map<string, Count>() }
      const form = tally.forms.get(one.mutation ?? '') ?? { broken: 0, count: 0 }
      tally.forms.set(one.mutation ?? '', form)
      tallies.set(one.rule, tally)
      for (const count of [tally.all, form]) {
        count.broken += Number(isBroken(one))
        count.count++
      }
    }
    const rules = [...tallies].filter(([, tally]) => isBreaking(tally)).map(([rule]) => rule)
    return [profile.client, rules.sort()]
  })
  const rows = table.map(([client, rules]) => `  ${JSON.stringify(client)}:\n    '${rules.join(' ')}',\n`).join('')
  await writeFile(FILE, `${HEAD}${rows}}\n`)
}

const warningOf = (golden: Golden) =>
  lintStream(golden)
    .find(({ severity }) => severity !== 'info')
    ?.rule.split(' ')[0] ?? null

const HEAD = `/**
 * By client, the lint rules whose defects break it or lose it something in most of the streams that they were planted in. Written by
 * \`npm run prove:profiles -- --write-rules\`.
 */
export const rulesThatBreak: Readonly<Record<string, string>> = {
`
