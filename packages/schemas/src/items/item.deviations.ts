import type { Deviation } from '../read/deviation.ts'

export const itemDeviations: readonly Deviation[] = []
