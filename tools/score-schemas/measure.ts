import { loadCorpus } from './load-corpus.ts'
import { countReasons, passes, type Score } from './report.ts'
import { samplesOf, scoreDamage } from './score-damage.ts'
import { scoreReading } from './score-reading.ts'
import { WireHabits } from './wire-habits.ts'

/** Called as the measuring goes on: what is being done, how much of it, out of how much. */
export type Progress = (step: string, done: number, total: number) => void

/** Reads the whole corpus, spoils every form of sound value, and says how the schemas stood it. Half a minute. */
export function measureSchemas(progress: Progress = () => {}): Score {
  const all = (['openai', 'nonstream', 'errors', 'other'] as const).flatMap(loadCorpus)
  let read = 0
  const count = (): void => progress('reading captures', (read += 1), all.length)
  const score = (keep: (capture: (typeof all)[number]) => boolean) => scoreReading(all.filter(keep), count)
  const ours = new Set(['openai', 'azure', 'chatgpt'])
  const judged = all.filter(({ folder }) => folder === 'openai' || folder === 'nonstream')
  const sound = judged.filter(({ unsound }) => unsound.length === 0)
  const others = all.filter(({ folder, provider }) => folder !== 'errors' && !ours.has(provider))
  const samples = samplesOf(sound)
  const habits = new WireHabits(sound)
  let spoilt = 0
  const edited = new Set(['suspect', 'cut down by hand'])
  const unsound = judged.filter((capture) => capture.unsound.length > 0 && ours.has(capture.provider))
  const result = {
    soundStreams: score(({ folder, unsound: reasons }) => folder === 'openai' && reasons.length === 0),
    soundBodies: score(({ folder, unsound: reasons }) => folder === 'nonstream' && reasons.length === 0),
    errorBodies: score(({ folder }) => folder === 'errors'),
    unsound: scoreReading(unsound, count),
    unsoundBecause: countReasons(unsound),
    unexplainedUnedited: scoreReading(unsound.filter(({ unsound: reasons }) => !reasons.some((reason) => edited.has(reason)))).unexplained,
    otherServers: [...Map.groupBy(others, ({ provider }) => provider)].map(([provider, captures]) => ({
      provider,
      score: scoreReading(captures, count),
    })),
    damage: scoreDamage(samples, habits, () => progress('spoiling', (spoilt += 1), samples.length)),
  }
  return { ...result, passed: passes(result) }
}
