import type { Deviation } from '../read/deviation.ts'

export const echoedToolDeviations: readonly Deviation[] = []
