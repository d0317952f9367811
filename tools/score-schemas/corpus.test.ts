import { expect, test } from 'vitest'
import { corpusIsThere } from './load-corpus.ts'
import { measureSchemas } from './measure.ts'
import { damageBar } from './report.ts'

test.skipIf(!corpusIsThere)(
  'every event and body of every sound capture is accepted, and 99 of 100 one-field damages are refused (needs ../shared/corpus)',
  { timeout: 300_000 },
  () => {
    const { soundStreams, soundBodies, damage, passed } = measureSchemas()
    expect(soundStreams.unexplained).toEqual([])
    expect(soundStreams.accepted).toBe(soundStreams.values)
    expect(soundBodies.accepted).toBe(soundBodies.values)
    expect(soundStreams.unknownTypes).toEqual([])
    expect(soundStreams.unknownKeys).toEqual([])
    expect(damage.all.refused / damage.all.made).toBeGreaterThanOrEqual(damageBar)
    for (const { made, refused } of Object.values(damage.byKind)) expect(refused / made).toBeGreaterThanOrEqual(0.985)
    expect(passed).toBe(true)
  },
)
