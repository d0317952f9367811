import type { Deviation, Noun } from './deviation.ts'

const places: readonly Noun[] = ['event', 'response', 'item', 'error-body']

/** What recorders do to a capture, wherever it happens. */
export const recorderDeviations: readonly Deviation[] = places.map((noun) => ({
  id: `recorder.${noun}-nulls-dropped`,
  at: { in: noun, pointer: '/**' },
  kind: 'missing',
  verdict: 'explained',
  nullsDropped: true,
  reason: 'Some recorders parse what they record and write it back without the keys whose value is null.',
  captures: [],
  source: [],
}))
