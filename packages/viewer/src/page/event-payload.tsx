import { useState } from 'preact/hooks'

import { payloadOf } from '../model/event-facts.ts'
import { jsonLines, linesAround, nearestPointer, type JsonLine } from '../model/json-lines.ts'
import type { Problem, Side } from '../model/scenario-view.ts'
import { visible } from '../model/summarise-line.ts'
import type { ViewerLine } from '../viewer-data.ts'

/** Lines of JSON built at first; a body can have a hundred thousand. */
const MOST = 5000
/** JSON of more lines is shown around its marks only. */
const SHORT = 40

/** The exact JSON of an event with the places of its problems marked; of a long one, at first only what is around them. */
export function EventPayload({ line, side, problems }: { line: ViewerLine; side: Side; problems: readonly Problem[] }) {
  const [isWhole, setWhole] = useState(false)
  const payload = payloadOf(line)
  if (payload === undefined) return <pre>{visible(line.text ?? line.comment ?? '').replaceAll('⏎', '⏎\n')}</pre>
  const { lines, isCut } = jsonLines(payload, isWhole ? Infinity : MOST)
  const marks = marksOf(payload, side, problems)
  const marked = lines.flatMap((each, index) => (each.pointer !== '' && markOf(each, marks) ? [index] : []))
  const isFolded = !isWhole && marked.length > 0 && lines.length > SHORT
  const ranges: [number, number][] = isFolded ? linesAround(lines.length, marked) : [[0, lines.length]]
  const hidden = (count: number) =>
    count > 0 && (
      <button type="button" class="more-lines" onClick={() => setWhole(true)}>
        ⋯ {count} {count === 1 ? 'line' : 'lines'}
      </button>
    )
  return (
    <>
      <pre class="json">
        {ranges.map(([from, to], index) => (
          <>
            {hidden(from - (ranges[index - 1]?.[1] ?? 0))}
            {lines.slice(from, to).map((each, offset) => (
              <Line key={from + offset} line={each} mark={markOf(each, marks)} />
            ))}
          </>
        ))}
        {hidden(lines.length - (ranges.at(-1)?.[1] ?? 0))}
      </pre>
      {isCut && (
        <button type="button" onClick={() => setWhole(true)}>
          Show the rest
        </button>
      )}
    </>
  )
}

function Line({ line, mark }: { line: JsonLine; mark: Problem | undefined }) {
  const { depth, key, kind, text, comma, pointer } = line
  return (
    <div class={mark ? `mark ${mark.severity}` : ''} title={mark ? mark.message : pointer} style={{ paddingLeft: `${depth * 14 + 12}px` }}>
      {key !== null && <span class="key">{visible(JSON.stringify(key))}: </span>}
      <span class={kind}>{visible(text)}</span>
      {comma && ','}
    </div>
  )
}

function markOf({ kind, pointer }: JsonLine, marks: ReadonlyMap<string, Problem>): Problem | undefined {
  return kind === 'close' ? undefined : marks.get(pointer)
}

function marksOf(payload: unknown, side: Side, problems: readonly Problem[]): Map<string, Problem> {
  const marks = new Map<string, Problem>()
  for (const problem of problems.toReversed()) {
    const isHere = problem.source === 'diff' ? problem[side] !== null : side === 'actual'
    if (isHere) marks.set(nearestPointer(payload, problem.pointer), problem)
  }
  return marks
}
