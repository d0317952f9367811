import { useMemo, useState } from 'preact/hooks'

import { familyOf, typeOf, type EventFamily } from '../model/event-facts.ts'
import { formatMs, timingOf } from '../model/timing.ts'
import type { ViewerLine } from '../viewer-data.ts'

const WIDTH = 1000
const LANE = 12
const TOP = 4

/** When each event arrived, one lane per output item; a click selects the nearest event. */
export function TimingChart(props: {
  lines: readonly ViewerLine[]
  label: string
  selected: number | null
  problems: ReadonlySet<number>
  onSelect: (line: number) => void
}) {
  const { lines, label, selected, problems, onSelect } = props
  const timing = useMemo(() => timingOf(lines), [lines])
  const paths = useMemo(
    () => (timing === null ? [] : timing.lanes.map((lane, row) => ticksOf(lane.lines, lines, timing.end, row))),
    [timing, lines],
  )
  const [hover, setHover] = useState<number | null>(null)
  if (timing === null) return null
  const x = (t: number) => (timing.end === 0 ? 0 : (t / timing.end) * WIDTH)
  const lanes = timing.lanes.slice(0, 8)
  const height = TOP * 2 + lanes.length * LANE
  const near = (event: MouseEvent): number => {
    const box = (event.currentTarget as Element).getBoundingClientRect()
    const t = ((event.clientX - box.left) / box.width) * timing.end
    const lane = lanes[Math.floor((((event.clientY - box.top) / box.height) * height - TOP) / LANE)]
    return nearest(lane?.lines ?? lanes.flatMap((each) => each.lines), lines, t)
  }
  const gap = timing.longestGap
  const gapEnd = gap === null ? 0 : (lines[gap.line]?.t ?? 0)
  const hovered = hover === null ? undefined : lines[hover]
  return (
    <figure class="timing">
      <figcaption>
        <b>{label}</b>
        {hovered && hover !== null ? (
          <span>
            #{hover} {typeOf(hovered)} at {formatMs(hovered.t ?? 0)}
          </span>
        ) : (
          <>
            <span>first event {formatMs(timing.first)}</span>
            {timing.firstDelta !== null && <span>first delta {formatMs(timing.firstDelta)}</span>}
            <span>end {formatMs(timing.end)}</span>
            <span>median gap {formatMs(timing.medianGap)}</span>
            {gap !== null && (
              <button type="button" class="quiet" onClick={() => onSelect(gap.line)}>
                longest gap {formatMs(gap.ms)} before #{gap.line}
              </button>
            )}
            {timing.lanes.length > lanes.length && <span>{timing.lanes.length - lanes.length} more items not drawn</span>}
          </>
        )}
      </figcaption>
      <div class="chart">
        <ol class="lane-names" aria-hidden="true">
          {lanes.map((lane) => (
            <li key={lane.label} title={lane.label}>
              {lane.label}
            </li>
          ))}
        </ol>
        <svg
          viewBox={`0 0 ${WIDTH} ${height}`}
          preserveAspectRatio="none"
          style={{ height: `${height}px` }}
          role="img"
          aria-label={`${label}: arrival of ${timing.known} events over ${formatMs(timing.end)}, longest gap ${formatMs(gap?.ms ?? 0)}`}
          onClick={(event) => onSelect(near(event))}
          onMouseMove={(event) => setHover(near(event))}
          onMouseLeave={() => setHover(null)}
        >
          {gap !== null && gap.ms > 4 * timing.medianGap && (
            <rect class="gap" x={x(gapEnd - gap.ms)} width={x(gap.ms)} y="0" height={height} />
          )}
          {lanes.map((lane, row) => (
            <rect
              key={lane.label}
              class="span"
              x={x(lane.from)}
              width={Math.max(x(lane.to) - x(lane.from), 1)}
              y={TOP + row * LANE + LANE / 2 - 0.5}
              height="1"
            />
          ))}
          {paths
            .slice(0, lanes.length)
            .flatMap((families, row) =>
              [...families].map(([family, path]) => <path key={`${row}${family}`} class={`tick ${family}`} d={path} />),
            )}
          {lanes.flatMap((lane, row) =>
            lane.lines
              .filter((line) => problems.has(line))
              .slice(0, 500)
              .map((line) => (
                <path key={`p${line}`} class="tick problem" d={`M${x(lines[line]?.t ?? 0)} ${TOP + row * LANE - 1}v${LANE + 2}`} />
              )),
          )}
          {selected !== null && typeof lines[selected]?.t === 'number' && (
            <path class="tick selected" d={`M${x(lines[selected]?.t ?? 0)} 0v${height}`} />
          )}
        </svg>
      </div>
    </figure>
  )
}

/** One path per family: at most one tick in each pixel column, so that a long stream costs no more than a short one. */
function ticksOf(indexes: readonly number[], lines: readonly ViewerLine[], end: number, row: number): Map<EventFamily, string> {
  const paths = new Map<EventFamily, string>()
  const seen = new Set<string>()
  for (const index of indexes) {
    const line = lines[index]
    if (!line) continue
    const column = end === 0 ? 0 : Math.round(((line.t ?? 0) / end) * WIDTH)
    const family = familyOf(typeOf(line))
    const key = `${family}${column}`
    if (seen.has(key)) continue
    seen.add(key)
    paths.set(family, `${paths.get(family) ?? ''}M${column} ${TOP + row * LANE + 2}v${LANE - 4}`)
  }
  return paths
}

function nearest(indexes: readonly number[], lines: readonly ViewerLine[], t: number): number {
  const distance = (index: number) => Math.abs((lines[index]?.t ?? 0) - t)
  return indexes.reduce((best, index) => (distance(index) < distance(best) ? index : best), indexes[0] ?? 0)
}
