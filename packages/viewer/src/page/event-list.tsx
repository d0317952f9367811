import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

import type { Row } from '../model/build-rows.ts'
import type { ScenarioView } from '../model/scenario-view.ts'
import { EventRowView, MoreRowView, ProblemRowView, type RowHandlers } from './event-row.tsx'

/** Height of every row in CSS pixels; style/base.css has it as --row. */
export const ROW = 26
const SPARE = 8

/** A list that only builds the rows in sight (all of them for print). */
export function EventList(props: {
  rows: readonly Row[]
  view: ScenarioView
  selected: number
  isPrinting: boolean
  handlers: RowHandlers
}) {
  const { rows, view, selected, isPrinting, handlers } = props
  const box = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const [height, setHeight] = useState(800)

  useLayoutEffect(() => {
    const element = box.current
    if (!element) return undefined
    const observer = new ResizeObserver(() => setHeight(element.clientHeight))
    observer.observe(element)
    setHeight(element.clientHeight)
    return () => observer.disconnect()
  }, [])

  const id = rows[selected]?.id
  useEffect(() => {
    const element = box.current
    if (!element || selected < 0) return
    const y = selected * ROW
    if (y < element.scrollTop + ROW) element.scrollTop = Math.max(y - 3 * ROW, 0)
    else if (y > element.scrollTop + element.clientHeight - 2 * ROW) element.scrollTop = y - element.clientHeight + 4 * ROW
  }, [id, selected])

  // A filter can leave fewer rows than were scrolled past.
  const reached = Math.min(top, Math.max(rows.length * ROW - height, 0))
  const from = isPrinting ? 0 : Math.max(Math.floor(reached / ROW) - SPARE, 0)
  const to = isPrinting ? rows.length : Math.min(Math.ceil((reached + height) / ROW) + SPARE, rows.length)
  return (
    <div
      ref={box}
      class={`list${view.isDiff ? ' diff' : ''}${view.isTimed ? '' : ' untimed'}`}
      role="grid"
      id="events"
      aria-label="Events"
      aria-rowcount={rows.length}
      aria-activedescendant={id === undefined ? undefined : `row-${selected}`}
      tabIndex={0}
      onScroll={(event) => setTop(Math.floor(event.currentTarget.scrollTop / ROW) * ROW)}
    >
      <div class="canvas" role="presentation" style={isPrinting ? {} : { height: `${rows.length * ROW}px` }}>
        <div class="window" role="rowgroup" style={isPrinting ? {} : { transform: `translateY(${from * ROW}px)` }}>
          {rows.slice(from, to).map((row, index) => (
            // Without keys: while scrolling, the elements stay and only what they say changes.
            <div
              id={`row-${from + index}`}
              class={`row${from + index === selected ? ' selected' : ''}`}
              role="row"
              aria-rowindex={from + index + 1}
              aria-selected={from + index === selected}
            >
              <RowView {...{ row, view, handlers }} />
            </div>
          ))}
        </div>
      </div>
      {rows.length === 0 && <p class="empty">Nothing here matches the filter. Press Esc to clear it.</p>}
    </div>
  )
}

function RowView({ row, view, handlers }: { row: Row; view: ScenarioView; handlers: RowHandlers }) {
  switch (row.kind) {
    case 'event':
      return <EventRowView {...{ row, view, handlers }} />
    case 'problem':
      return <ProblemRowView row={row} onSelect={(id) => handlers.onSelect(id, 'actual')} />
    case 'more':
      return <MoreRowView row={row} onSelect={(id) => handlers.onSelect(id, 'actual')} />
  }
}
