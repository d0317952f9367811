import type { Deviation } from '../read/deviation.ts'

export const eventDeviations: readonly Deviation[] = []
