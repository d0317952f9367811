import type { Cell, EventRow, MoreRow, ProblemRow } from '../model/build-rows.ts'
import { familyOf, itemIndexOf, typeOf } from '../model/event-facts.ts'
import type { ScenarioView, Side } from '../model/scenario-view.ts'
import { summariseLine, visible } from '../model/summarise-line.ts'
import { formatMs } from '../model/timing.ts'
import { SeverityIcon, plural } from './icons.tsx'

export interface RowHandlers {
  onSelect: (id: string, side: Side) => void
  onToggle: (id: string) => void
  onCopyLink: (side: Side, line: number) => void
}

export function EventRowView(props: { row: EventRow; view: ScenarioView; handlers: RowHandlers }) {
  const { row, view, handlers } = props
  const worst = row.problems.some((each) => each.severity === 'error')
    ? 'error'
    : row.problems.some((each) => each.severity === 'warning')
      ? 'warning'
      : ''
  const side = (name: Side) => {
    const cell = row[name]
    return (
      <div
        role="gridcell"
        class={`side ${name}${cell === null ? ' absent' : ''}`}
        onClick={() => handlers.onSelect(row.id, cell === null ? other(name) : name)}
        onDblClick={() => row.isFold && handlers.onToggle(row.id)}
      >
        {cell === null ? <span class="none">no such event</span> : <CellView {...{ row, cell, view, side: name, handlers }} />}
      </div>
    )
  }
  return (
    <div class={`event ${worst}${row.isInner ? ' inner' : ''}${row.isFold ? ' fold' : ''}`}>
      {view.isDiff && side('expected')}
      {side('actual')}
    </div>
  )
}

const other = (side: Side): Side => (side === 'actual' ? 'expected' : 'actual')

function CellView(props: { row: EventRow; cell: Cell; view: ScenarioView; side: Side; handlers: RowHandlers }) {
  const { row, cell, view, side, handlers } = props
  const lines = view.lines[side]
  const line = lines[cell.line] ?? {}
  const type = typeOf(line)
  const item = itemIndexOf(line)
  const count = cell.last - cell.line + 1
  const before = lines[cell.line - 1]?.t
  const gap = typeof line.t === 'number' && typeof before === 'number' ? line.t - before : null
  return (
    <>
      <button
        type="button"
        class="number"
        tabIndex={-1}
        title="Copy a link to this event"
        aria-label={`Copy a link to event ${cell.line}`}
        onClick={(event) => {
          event.stopPropagation()
          handlers.onSelect(row.id, side)
          handlers.onCopyLink(side, cell.line)
        }}
      >
        {cell.line}
      </button>
      <span class="time" title={gap === null ? '' : `${formatMs(gap)} after the one before`}>
        {typeof line.t === 'number' ? formatMs(line.t) : ''}
      </span>
      <i class={`dot ${familyOf(type)}`} />
      {row.isFold && count > 1 ? (
        <button
          type="button"
          class="toggle"
          tabIndex={-1}
          aria-expanded={row.isOpen}
          aria-label={`${row.isOpen ? 'Fold' : 'Unfold'} ${count} deltas`}
          onClick={(event) => {
            event.stopPropagation()
            handlers.onToggle(row.id)
          }}
        >
          {row.isOpen ? '▾' : '▸'}
        </button>
      ) : (
        <span class="toggle" />
      )}
      <span class="type">
        <span class="type-name">
          {line.dir === 'out' && <b class="direction">client → </b>}
          {type.startsWith('response.') ? (
            <>
              <span class="prefix">response.</span>
              {visible(type.slice(9))}
            </>
          ) : (
            visible(type)
          )}
        </span>
        {count > 1 && <b class="count">×{count}</b>}
      </span>
      <span class="place" title={item === null ? '' : `output_index ${item}`}>
        {item ?? ''}
      </span>
      <span class="summary">
        {cell.text === null ? summariseLine(line) : `“${visible(cell.text.slice(0, 300))}${cell.text.length > 300 ? '…' : ''}”`}
      </span>
    </>
  )
}

export function ProblemRowView({ row, onSelect }: { row: ProblemRow; onSelect: (id: string) => void }) {
  const { label, severity, message, pointer, count } = row.problem
  return (
    <div class={`problem ${severity}`} role="gridcell" onClick={() => onSelect(row.id)} title={message}>
      <SeverityIcon severity={severity} />
      <b>
        {label}
        {count > 1 && ` ×${count}`}
      </b>
      {pointer !== '' && <code>{visible(pointer)}</code>}
      <span class="message">{visible(message)}</span>
    </div>
  )
}

export function MoreRowView({ row, onSelect }: { row: MoreRow; onSelect: (id: string) => void }) {
  return (
    <div class="problem more" role="gridcell" onClick={() => onSelect(row.parent)}>
      {plural(row.count, 'more problem')} here
    </div>
  )
}
