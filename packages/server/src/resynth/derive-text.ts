import type { Annotation, LogProb } from '@goldwire/schemas'

import type { Step } from '../engines/step.ts'
import type { Mark, PartTrace } from './trace.ts'
import type { WireObject } from './wire-object.ts'

/** The text of a part, and the annotations on it, as the final response has them. */
export interface WholeText {
  text: string
  annotations?: readonly WireObject[]
  /** Rounded, as a finished item has them. */
  logprobs?: readonly LogProb[]
}

/** Cuts the final text at the recorded boundaries. What was sent before a resumed recording begins makes one delta: nobody knows how it was cut. */
export function deriveText({ text, annotations = [], logprobs = [] }: WholeText, part: PartTrace | undefined): Step[] {
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
  const send = (length: number, own: LogProb[]) => {
    steps.push({ type: 'delta', delta: text.slice(at, at + length), ...(own.length > 0 && { logprobs: own }) })
    at += length
  }

  if (part?.opened !== true) {
    const before = unseenLogprobs(marks, logprobs)
    if (text.length > seen || before.length > 0) send(Math.max(0, text.length - seen), before)
    const seenAnnotations = marks.filter((mark) => mark.kind === 'annotation').length
    while (annotations.length - annotation > seenAnnotations) annotate()
  }
  for (const [index, mark] of marks.entries()) {
    if (mark.kind === 'delta') send(mark.length, mark.logprobs)
    else if (mark.kind === 'annotation') annotate()
    else if (marks.slice(index + 1).some((later) => later.kind === 'annotation')) {
      steps.push({ type: mark.kind === 'text-end' ? 'text.end' : 'part.end' })
    }
  }
  return steps
}

/** What came before a resumed recording begins: told once more by `output_text.done`, or at least, rounded, by the item. */
function unseenLogprobs(marks: readonly Mark[], rounded: readonly LogProb[]): LogProb[] {
  const end = marks.find((mark) => mark.kind === 'text-end')
  const all = end === undefined ? rounded : end.logprobs
  const seen = marks.reduce((sum, mark) => sum + (mark.kind === 'delta' ? mark.logprobs.length : 0), 0)
  return all.slice(0, Math.max(0, all.length - seen))
}
