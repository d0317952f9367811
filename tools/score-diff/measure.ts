import { diffStreams, type Divergence, eventsOf, type Golden } from '@goldwire/harness'

import { goldenOfEvents } from '../../packages/harness/src/mutations/event-rows.ts'
import { mutations } from '../../packages/harness/src/mutations/mutations.ts'
import { soundStreams } from '../../packages/harness/src/mutations/sound-streams.ts'
import { loadGoldens, loadSound, type Subject } from './streams.ts'

export interface Rate {
  tried: number
  good: number
  /** What went wrong, one line each. */
  bad: string[]
}

export interface PlantedRate extends Rate {
  /** Of the caught: how many error or warning divergences one defect is told in, on average. */
  told: number
  /** Of the caught: a divergence names a rule that names the defect. */
  named: number
}

export interface DiffScore {
  corpus: boolean
  self: Rate
  sameKind: Rate
  plantedInMade: PlantedRate
  plantedInCaptures: PlantedRate
  /** The expected stream is another capture of the kind: how most people diff. */
  plantedAgainstOthers: PlantedRate
  passed: boolean
}

/** Measures everything; about a minute with the corpus. */
export async function measureDiff(): Promise<DiffScore> {
  const goldens = await loadGoldens()
  const sound = await loadSound()
  const made: Subject[] = Object.entries(soundStreams).map(([name, make]) => {
    const golden = goldenOfEvents(make())
    return { name, golden, events: eventsOf(golden), kind: name }
  })
  const subjects = sound.filter(({ events }, index) => index % 12 === 0 && events.length <= 200)
  const self = measureSelf([...goldens, ...sound])
  const sameKind = measureSameKind(sound.length > 0 ? sound : goldens)
  const plantedInMade = measurePlanted(made.map((subject) => ({ subject, expected: subject })))
  const plantedInCaptures = measurePlanted(subjects.map((subject) => ({ subject, expected: subject })))
  const plantedAgainstOthers = measurePlanted(
    subjects.flatMap((subject) => {
      const expected = sound.find((other) => other !== subject && other.kind === subject.kind)
      return expected === undefined ? [] : [{ subject, expected }]
    }),
  )
  const rate = ({ good, tried }: Rate) => (tried === 0 ? 1 : good / tried)
  const passed =
    rate(self) === 1 &&
    rate(sameKind) === 1 &&
    rate(plantedInMade) >= 0.99 &&
    rate(plantedInCaptures) >= 0.99 &&
    rate(plantedAgainstOthers) >= 0.97
  return { corpus: sound.length > 0, self, sameKind, plantedInMade, plantedInCaptures, plantedAgainstOthers, passed }
}

function measureSelf(subjects: readonly Subject[]): Rate {
  const rate: Rate = { tried: 0, good: 0, bad: [] }
  for (const { name, golden } of subjects) {
    rate.tried++
    const copy = JSON.parse(JSON.stringify(golden)) as Golden
    const found = diffStreams(golden, copy)
    if (found.length === 0) rate.good++
    else rate.bad.push(`${name}: ${found[0]?.message}`)
  }
  return rate
}

/** Each capture against the next of its kind, and back. */
function measureSameKind(subjects: readonly Subject[]): Rate {
  const rate: Rate = { tried: 0, good: 0, bad: [] }
  for (const group of Map.groupBy(subjects, ({ kind }) => kind).values()) {
    if (group.length < 2) continue
    group.forEach((expected, index) => {
      const actual = group[(index + 1) % group.length] as Subject
      for (const [one, other] of [
        [expected, actual],
        [actual, expected],
      ] as const) {
        rate.tried++
        const errors = diffStreams(one.golden, other.golden).filter(isError)
        if (errors.length === 0) rate.good++
        else rate.bad.push(`${one.name} -> ${other.name}: ${errors.map(({ message }) => message).join(' | ')}`)
      }
    })
  }
  return rate
}

function measurePlanted(pairs: readonly { subject: Subject; expected: Subject }[]): PlantedRate {
  const rate: PlantedRate = { tried: 0, good: 0, bad: [], told: 0, named: 0 }
  for (const mutation of mutations) {
    for (const { subject, expected } of pairs) {
      const planted = mutation.plant(subject.golden)
      if (planted === null) continue
      rate.tried++
      const before = new Set(expected === subject ? [] : diffStreams(expected.golden, subject.golden).map(({ message }) => message))
      const found = diffStreams(expected.golden, planted).filter((each) => isSerious(each) && !before.has(each.message))
      if (found.length === 0) {
        rate.bad.push(`${mutation.id} in ${subject.name}`)
        continue
      }
      rate.good++
      rate.told += found.length
      if (found.some(({ rule }) => rule !== undefined && mutation.rules.some((id) => rule.includes(id)))) rate.named++
    }
  }
  rate.told /= Math.max(1, rate.good)
  return rate
}

const isError = ({ severity }: Divergence) => severity === 'error'
const isSerious = ({ severity }: Divergence) => severity !== 'info'
