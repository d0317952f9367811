import type { Row } from '../model/build-rows.ts'
import type { ScenarioView, Side } from '../model/scenario-view.ts'
import { EventList } from './event-list.tsx'
import type { RowHandlers } from './event-row.tsx'
import { plural, StatusBadge } from './icons.tsx'
import type { Route } from './route.ts'
import { TimingChart } from './timing-chart.tsx'

/** One scenario: what came of it, when its events arrived, the filter, and the events. */
export function ScenarioPanel(props: {
  view: ScenarioView
  route: Route
  rows: readonly Row[]
  selected: number
  isPrinting: boolean
  withNotes: boolean
  isUnfolded: boolean
  handlers: RowHandlers
  onFilter: (change: Partial<Route>) => void
  onNotes: () => void
  onSelectLine: (side: Side, line: number) => void
  onToggleAll: () => void
}) {
  const { view, route, rows, selected, isPrinting, handlers, onSelectLine } = props
  const { scenario } = view
  const broken = (scenario.clients ?? []).filter((each) => each.verdict === 'breaks')
  const facts = Object.entries(scenario.actual?.facts ?? {})
  const problemLines = (side: Side) =>
    new Set([...view.problemsAt[side]].filter(([, list]) => list.some((each) => each.severity !== 'info')).map(([line]) => line))
  return (
    <>
      <div class="scenario-head">
        <h1>
          {scenario.name} {scenario.status && <StatusBadge status={scenario.status} />}
        </h1>
        <p>
          {scenario.title !== undefined && scenario.title !== scenario.name && <span>{scenario.title}</span>}
          {scenario.reason && <span class="reason">{scenario.reason}</span>}
          {facts.map(([name, value]) => (
            <span key={name} class="fact">
              {name} <b>{value}</b>
            </span>
          ))}
        </p>
        {broken.length > 0 && (
          <p class="broken">
            <b>Breaks</b>{' '}
            {broken.map((each) => (
              <span key={each.client} title={each.because.join(', ')}>
                {each.client}
              </span>
            ))}
          </p>
        )}
        {(scenario.actual?.request !== undefined || scenario.expected?.request !== undefined) && (
          <details class="request">
            <summary>Request</summary>
            <pre>{JSON.stringify(scenario.actual?.request ?? scenario.expected?.request, null, 2)}</pre>
          </details>
        )}
      </div>
      {(['expected', 'actual'] as const).map(
        (side) =>
          view.lines[side].length > 0 && (
            <TimingChart
              key={side}
              lines={view.lines[side]}
              label={view.isDiff ? `${side} · ${scenario[side]?.label ?? ''}` : 'Timing'}
              selected={route.event !== null && route.side === side ? route.event : null}
              problems={problemLines(side)}
              onSelect={(line) => onSelectLine(side, line)}
            />
          ),
      )}
      <Toolbar {...props} />
      {view.isDiff && (
        <div class="side-names" aria-hidden="true">
          <span>expected · {scenario.expected?.label}</span>
          <span>actual · {scenario.actual?.label}</span>
        </div>
      )}
      {view.pairs.length === 0 && rows.length === 0 ? (
        <p class="empty">{scenario.reason || 'The stream itself is not on this page.'}</p>
      ) : (
        <EventList {...{ rows, view, selected, isPrinting, handlers }} />
      )}
    </>
  )
}

function Toolbar(props: {
  view: ScenarioView
  route: Route
  rows: readonly Row[]
  withNotes: boolean
  isUnfolded: boolean
  onFilter: (change: Partial<Route>) => void
  onNotes: () => void
  onToggleAll: () => void
}) {
  const { view, route, rows, withNotes, isUnfolded, onFilter, onNotes, onToggleAll } = props
  const notes = view.problems.filter((each) => each.severity === 'info').length
  const serious = view.problems.length - notes
  const isFiltered = route.query !== '' || route.type !== '' || route.item !== null || route.onlyProblems
  const shown = rows.filter((row) => row.kind === 'event').length
  return (
    <form class="toolbar" role="search" onSubmit={(event) => event.preventDefault()}>
      <input
        id="search"
        type="search"
        placeholder="Search events  /"
        aria-label="Search events"
        autocomplete="off"
        spellcheck={false}
        value={route.query}
        onInput={(event) => onFilter({ query: event.currentTarget.value })}
      />
      <select aria-label="Event type" value={route.type} onChange={(event) => onFilter({ type: event.currentTarget.value })}>
        <option value="">all types</option>
        {view.types.map(([type, count]) => (
          <option key={type} value={type}>
            {type} ({count})
          </option>
        ))}
      </select>
      <select
        aria-label="Output item"
        value={route.item === null ? '' : String(route.item)}
        onChange={(event) => onFilter({ item: event.currentTarget.value === '' ? null : Number(event.currentTarget.value) })}
      >
        <option value="">all items</option>
        {view.items.map(([item, kind]) => (
          <option key={item} value={String(item)}>
            {item} {kind}
          </option>
        ))}
      </select>
      <label>
        <input type="checkbox" id="only" checked={route.onlyProblems} onChange={() => onFilter({ onlyProblems: !route.onlyProblems })} />{' '}
        only findings
        <b class="tally"> {serious}</b>
      </label>
      {notes > 0 && (
        <label>
          <input type="checkbox" id="notes" checked={withNotes} onChange={onNotes} /> notes <b class="tally">{notes}</b>
        </label>
      )}
      <button type="button" onClick={onToggleAll}>
        {isUnfolded ? 'Fold all' : 'Unfold all'}
      </button>
      <span class="result" role="status">
        {isFiltered ? `${plural(shown, 'row')} shown` : plural(view.lines.actual.length, 'event')}
      </span>
    </form>
  )
}
