import type { Step } from '../../engines/step.ts'
import { citeText } from './cite-text.ts'
import type { SourceList } from './source-list.ts'

/**
 * The same steps, with an annotation after each citation in an answer's text, as soon as it is finished: OpenAI sends
 * `response.output_text.annotation.added` between the deltas. Without sources nothing is looked at.
 */
export async function* citeSteps(steps: AsyncIterable<Step>, sources: SourceList): AsyncGenerator<Step, void, undefined> {
  let open: { text: string; cited: number } | null = null
  for await (const step of steps) {
    if (step.type === 'part.start' && step.part === 'output_text' && step.key === undefined) open = { text: '', cited: 0 }
    if (open === null || sources.size === 0) {
      yield step
      continue
    }
    const ends = endsText.has(step.type)
    if (!ends) yield step
    if (step.type === 'delta' && step.key === undefined) open.text += step.delta
    const { annotations, end } = citeText(open.text, sources, { from: open.cited, isWhole: ends })
    open.cited = end
    for (const annotation of annotations) yield { type: 'annotation', annotation }
    if (!ends) continue
    open = null
    yield step
  }
}

const endsText: ReadonlySet<Step['type']> = new Set(['text.end', 'part.end', 'item.end', 'stop', 'fail'])
