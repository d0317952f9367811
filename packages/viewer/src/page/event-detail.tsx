import type { Cell } from '../model/build-rows.ts'
import { isObject, typeOf } from '../model/event-facts.ts'
import type { Problem, ScenarioView, Side } from '../model/scenario-view.ts'
import { visible } from '../model/summarise-line.ts'
import { formatMs } from '../model/timing.ts'
import type { ViewerLine, ViewerRule } from '../viewer-data.ts'
import { EventPayload } from './event-payload.tsx'
import { SeverityIcon } from './icons.tsx'

const PIECES = 2000

/** Everything about the selected event: what is wrong with it, its exact JSON, and its partner in the other stream. */
export function EventDetail(props: {
  view: ScenarioView
  cells: { [side in Side]: Cell | null }
  problems: readonly Problem[]
  rules: ReadonlyMap<string, ViewerRule>
  onCopy: (text: string, what: string) => void
  onCopyLink: () => void
  onClose: () => void
}) {
  const { view, cells, problems, rules, onCopy, onCopyLink, onClose } = props
  const sides = (['expected', 'actual'] as const).filter((side) => cells[side] !== null)
  return (
    <aside class="detail" aria-label="Selected event">
      <div class="detail-bar">
        <button type="button" onClick={onCopyLink}>
          Copy link
        </button>
        {sides.map((side) => (
          <button
            type="button"
            key={side}
            onClick={() => onCopy(JSON.stringify(view.lines[side][cells[side]?.line ?? 0], null, 2), 'JSON copied')}
          >
            Copy {view.isDiff ? side : 'JSON'}
          </button>
        ))}
        <button type="button" class="close" aria-label="Close" title="Close (Esc)" onClick={onClose}>
          ×
        </button>
      </div>
      {problems.length > 0 && (
        <ul class="problems">
          {problems.map((problem) => (
            <ProblemDetail key={problem.index} problem={problem} rule={rules.get(problem.rule ?? '')} />
          ))}
        </ul>
      )}
      {sides.map((side) => {
        const cell = cells[side] as Cell
        return <SideDetail key={`${side}${cell.line}:${cell.last}`} {...{ view, side, cell, problems }} />
      })}
    </aside>
  )
}

function ProblemDetail({ problem, rule }: { problem: Problem; rule: ViewerRule | undefined }) {
  const { label, severity, pointer, message, source, count } = problem
  const why = problem.why ?? rule?.why
  const breaks = problem.breaks.length > 0 ? problem.breaks : (rule?.breaks ?? [])
  return (
    <li class={severity}>
      <h2 class="rule-name">
        <SeverityIcon severity={severity} /> {rule?.docs?.startsWith('https://') ? <Link to={rule.docs}>{label}</Link> : label}
        {count > 1 && <span class="soft"> ×{count}</span>}
        <span class="source">{source}</span>
      </h2>
      <p>{visible(message)}</p>
      {pointer !== '' && <code class="pointer">{visible(pointer)}</code>}
      {source === 'diff' && problem.rule !== null && <p class="why">{problem.rule}</p>}
      {why !== undefined && <p class="why">{why}</p>}
      {breaks.length > 0 && (
        <p class="breaks">
          <b>Breaks</b> {breaks.join(', ')}
        </p>
      )}
      {rule?.threads && rule.threads.length > 0 && (
        <p class="threads">
          <b>Seen in</b>{' '}
          {rule.threads.map((thread, index) => (
            <>
              {index > 0 && ', '}
              <Thread name={thread} />
            </>
          ))}
        </p>
      )}
    </li>
  )
}

/** `owner/name#12` and `owner/name PR12` lead to GitHub; whatever else is told as it is. */
function Thread({ name }: { name: string }) {
  const [, repository, number] = /^([\w.-]+\/[\w.-]+)(?:#| PR)(\d+)$/.exec(name) ?? []
  return repository && number ? <Link to={`https://github.com/${repository}/issues/${number}`}>{name}</Link> : <>{name}</>
}

function Link({ to, children }: { to: string; children: string }) {
  return (
    <a href={to} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  )
}

function SideDetail(props: { view: ScenarioView; side: Side; cell: Cell; problems: readonly Problem[] }) {
  const { view, side, cell, problems } = props
  const lines = view.lines[side]
  const line = lines[cell.line] ?? {}
  const isRun = cell.last > cell.line
  return (
    <section>
      <h2>
        {view.isDiff && <small>{side}</small>} <span class="at">#{isRun ? `${cell.line}–${cell.last}` : cell.line}</span>{' '}
        {visible(typeOf(line))}
      </h2>
      <Facts line={line} before={lines[cell.line - 1]} last={isRun ? lines[cell.last] : undefined} />
      {isRun ? <RunText lines={lines.slice(cell.line, cell.last + 1)} /> : <EventPayload {...{ line, side, problems }} />}
      {line.raw !== undefined && (
        <details>
          <summary>exact text of the frame</summary>
          <pre>{visible(line.raw.slice(0, 20_000)).replaceAll('⏎', '⏎\n')}</pre>
        </details>
      )}
    </section>
  )
}

function Facts({ line, before, last }: { line: ViewerLine; before: ViewerLine | undefined; last: ViewerLine | undefined }) {
  const facts: string[] = []
  if (typeof line.t === 'number') facts.push(`arrived ${formatMs(line.t)}`)
  if (typeof line.t === 'number' && typeof before?.t === 'number') facts.push(`${formatMs(line.t - before.t)} after the one before`)
  if (typeof line.t === 'number' && typeof last?.t === 'number') facts.push(`run took ${formatMs(last.t - line.t)}`)
  if (line.dir === 'out') facts.push('sent by the client')
  if (isObject(line.data) && typeof line.event === 'string' && line.event !== line.data['type']) facts.push(`event: ${visible(line.event)}`)
  if (line.data !== undefined && line.event === null) facts.push('no event: line known')
  return facts.length === 0 ? null : <p class="facts">{facts.join(' · ')}</p>
}

/** What a run of deltas adds up to, its pieces told apart by their ground. */
function RunText({ lines }: { lines: readonly ViewerLine[] }) {
  const pieces = lines.slice(0, PIECES).map(({ data }) => (isObject(data) ? data['delta'] : ''))
  return (
    <p class="run">
      {pieces.map((piece, index) => (
        <span key={index}>{typeof piece === 'string' ? visible(piece).replaceAll('⏎', '⏎\n') : JSON.stringify(piece)}</span>
      ))}
      {lines.length > PIECES && <b> and {lines.length - PIECES} more deltas; unfold the row to see them</b>}
    </p>
  )
}
