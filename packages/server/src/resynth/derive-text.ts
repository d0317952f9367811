import type { Annotation, LogProb } from '@goldwire/schemas'

import type { Step } from '../engines/step.ts'
import type { PartTrace } from './trace.ts'
import type { WireObject } from './wire-object.ts'

/** The text of a part, and the annotations on it, as the final response has them. */
export interface WholeText {
  text: string
  annotations?: readonly WireObject[]
}

/** Deltas that a resumed recording did not hold any more, to be told empty where nobody knows how the text was cut. */
export interface UnseenDeltas {
  left: number
}

/**
 * Cuts the final text at the recorded boundaries. What a recording began after is told in one delta, and in as many empty ones as the
 * numbers say were missed.
 */
export function deriveText({ text, annotations = [] }: WholeText, part: PartTrace | undefined, unseen: UnseenDeltas): Step[] {
  const marks = part?.marks ?? []
  const seen = marks.reduce((sum, mark) => sum + (mark.kind === 'delta' ? mark.length : 0), 0)
  const steps: Step[] = []
  let at = 0
  let annotation = 0
  const annotate = () => {
    const next = annotations[annotation]
    annotation += 1
    if (next !== undefined) steps.push({ type: 'annotation', annotation: next as unknown as Annotation })
  }
  const send = (length: number, logprobs: LogProb[]) => {
    steps.push({ type: 'delta', delta: text.slice(at, at + length), ...(logprobs.length > 0 && { logprobs }) })
    at += length
  }

  if (part?.opened !== true) {
    if (text.length > seen) send(text.length - seen, [])
    for (; unseen.left > 0; unseen.left -= 1) send(0, [])
    const seenAnnotations = marks.filter((mark) => mark.kind === 'annotation').length
    while (annotations.length - annotation > seenAnnotations) annotate()
  }
  for (const [index, mark] of marks.entries()) {
    if (mark.kind === 'delta') send(mark.length, mark.logprobs)
    else if (mark.kind === 'annotation') annotate()
    else if (marks.slice(index + 1).some((later) => later.kind === 'annotation')) steps.push({ type: 'text.end' })
  }
  return steps
}
