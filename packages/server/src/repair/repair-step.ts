import type { DeltaStep, Step } from '../engines/step.ts'

/** A step read from the upstream; a delta may bring the padding that it came with. */
export type RepairStep = Exclude<Step, DeltaStep> | (DeltaStep & { obfuscation?: string })
