import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'

import { buildRows, findRow, type EventRow, type Row } from '../model/build-rows.ts'
import { createScenarioView, type ScenarioView, type Side } from '../model/scenario-view.ts'
import type { ViewerData } from '../viewer-data.ts'
import { applyTheme, copyText, storedTheme, type Theme } from './browser.ts'
import { EventDetail } from './event-detail.tsx'
import { HelpDialog } from './help-dialog.tsx'
import { createKeyHandler } from './keys.ts'
import { Overview } from './overview.tsx'
import { readRoute, writeRoute, type Route } from './route.ts'
import { ScenarioList } from './scenario-list.tsx'
import { ScenarioPanel } from './scenario-panel.tsx'
import { useIsPrinting } from './use-is-printing.ts'

const NO_FILTER = { query: '', type: '', item: null, onlyProblems: false } as const
const THEMES: readonly Theme[] = ['auto', 'light', 'dark']
const EMPTY: ScenarioView = createScenarioView({ name: '' })

export function App({ data }: { data: ViewerData }) {
  const [route, setRoute] = useState<Route>(() => readRoute(location.hash, data))
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const [rowId, setRowId] = useState<string | null>(null)
  const [isDetailOpen, setDetailOpen] = useState(route.event !== null)
  const [withNotes, setNotes] = useState(false)
  const [isHelpOpen, setHelp] = useState(false)
  const [theme, setTheme] = useState<Theme>(storedTheme)
  const [toast, setToast] = useState('')
  const isPrinting = useIsPrinting()

  const rules = useMemo(() => new Map((data.rules ?? []).map((rule) => [rule.rule, rule])), [data])
  const scenario = route.scenario === null ? undefined : data.scenarios[route.scenario]
  const view = useMemo(() => (scenario ? createScenarioView(scenario) : EMPTY), [scenario])
  const { query, type, item, onlyProblems } = route
  const rows = useMemo(
    () => buildRows(view, { query, type, item, onlyProblems, withNotes }, open),
    [view, query, type, item, onlyProblems, withNotes, open],
  )
  const places = useMemo(() => new Map(rows.map((row, index) => [row.id, index])), [rows])
  const selected = (rowId === null ? undefined : places.get(rowId)) ?? (route.event === null ? -1 : findRow(rows, route.side, route.event))
  const row = rows[selected]
  const eventRow = row === undefined ? undefined : eventRowOf(row, rows, places)

  const go = useCallback(
    (change: Partial<Route>) => {
      setRoute((before) => {
        const next = { ...before, ...change }
        const address = `${location.pathname}${location.search}${writeRoute(next, data)}`
        if (next.scenario === before.scenario) history.replaceState(null, '', address)
        else history.pushState(null, '', address)
        return next
      })
    },
    [data],
  )

  useEffect(() => {
    const follow = () => {
      const next = readRoute(location.hash, data)
      setRoute(next)
      setRowId(null)
      if (next.event !== null) setDetailOpen(true)
    }
    addEventListener('popstate', follow)
    addEventListener('hashchange', follow)
    return () => {
      removeEventListener('popstate', follow)
      removeEventListener('hashchange', follow)
    }
  }, [data])

  useEffect(() => {
    if (toast === '') return undefined
    const timer = setTimeout(() => setToast(''), 1800)
    return () => clearTimeout(timer)
  }, [toast])
  // A link to a delta inside a folded run opens the run.
  useEffect(() => {
    const target = route.event === null || rowId !== null ? undefined : rows[findRow(rows, route.side, route.event)]
    if (target?.kind === 'event' && target.isFold && !target.isOpen && target[route.side]?.line !== route.event)
      setOpen((before) => new Set([...before, target.id]))
  }, [rows, route.event, route.side, rowId])

  const select = (index: number, side: Side = route.side, showDetail = isDetailOpen): void => {
    const target = rows[Math.max(0, Math.min(index, rows.length - 1))]
    if (!target) return
    setRowId(target.id)
    setDetailOpen(showDetail)
    const event = eventRowOf(target, rows, places)
    const chosen = event?.[side] ? side : event?.actual ? 'actual' : 'expected'
    go({ event: event?.[chosen]?.line ?? null, side: chosen })
  }
  const toggle = (id: string): void => {
    setRowId(id)
    setOpen((before) => (before.has(id) ? new Set([...before].filter((each) => each !== id)) : new Set([...before, id])))
  }
  const toggleAll = (): void => {
    const folds = buildRows(view, { ...NO_FILTER, withNotes }, new Set()).filter((each) => each.kind === 'event' && each.isFold)
    setOpen((before) => (before.size > 0 ? new Set() : new Set(folds.map((each) => each.id))))
  }
  const copy = (text: string, what: string): void => {
    void copyText(text).then((done) => setToast(done ? what : 'The browser does not let this page copy'))
  }
  const copyLink = (side: Side, line: number): void => {
    const link = writeRoute({ ...route, event: line, side, query: '', type: '', item: null, onlyProblems: false }, data)
    copy(`${location.href.split('#')[0]}${link}`, `Link to event ${line} copied`)
  }
  const openScenario = (index: number | null): void => {
    setRowId(null)
    setOpen(new Set())
    setDetailOpen(false)
    go({ scenario: index, event: null, ...NO_FILTER })
  }
  const changeTheme = (): void => {
    const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto'
    applyTheme(next)
    setTheme(next)
  }
  const handlers = {
    onSelect: (id: string, side: Side) => select(places.get(id) ?? 0, side, true),
    onToggle: toggle,
    onCopyLink: copyLink,
  }
  const linkTo = (index: number | null, place: Pick<Route, 'event' | 'side'> = { event: null, side: 'actual' }) =>
    writeRoute({ scenario: index, event: place.event, side: place.side, ...NO_FILTER }, data) || '#'

  const keys = createKeyHandler({
    row: () => row,
    move: (by) => select(selected + by),
    first: () => select(0),
    last: () => select(rows.length - 1),
    problem: (by) => {
      for (let index = selected + by; index >= 0 && index < rows.length; index += by)
        if (rows[index]?.kind === 'problem') return select(index, route.side, true)
      setToast(by > 0 ? 'No finding below' : 'No finding above')
      return undefined
    },
    enter: () => (eventRow?.isFold && row?.kind === 'event' ? toggle(eventRow.id) : setDetailOpen(row !== undefined)),
    toggleAll,
    search: () => document.querySelector<HTMLInputElement>('#search')?.select(),
    onlyProblems: () => go({ onlyProblems: !onlyProblems }),
    scenario: (by) => {
      const next = (route.scenario ?? -1) + by
      if (next >= 0 && next < data.scenarios.length) openScenario(next)
    },
    overview: () => data.scenarios.length > 1 && openScenario(null),
    copyLink: () => route.event !== null && copyLink(route.side, route.event),
    theme: changeTheme,
    help: () => setHelp(true),
    escape: () => (isDetailOpen ? setDetailOpen(false) : go(NO_FILTER)),
  })
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const listen = (event: KeyboardEvent) => latest.current(event)
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])

  const isList = data.scenarios.length > 1
  const showDetail = isDetailOpen && row !== undefined && (eventRow !== undefined || row.kind === 'problem')
  return (
    <div class={`app${isList ? ' with-list' : ''}${showDetail ? ' with-detail' : ''}`}>
      <a
        class="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault()
          for (const target of document.querySelectorAll<HTMLElement>('#content, #events')) target.focus()
        }}
      >
        Skip to the content
      </a>
      <header>
        <p class="page-title">
          <b>{data.title}</b> {data.subtitle && <span>{data.subtitle}</span>}
        </p>
        <button type="button" onClick={changeTheme} aria-label={`Theme: ${theme}`} title="Theme (t)">
          {theme === 'auto' ? '◐' : theme === 'light' ? '○' : '●'}
        </button>
        <button type="button" onClick={() => setHelp(true)} aria-label="Keys and help" title="Keys (?)">
          ?
        </button>
      </header>
      {isList && <ScenarioList scenarios={data.scenarios} current={route.scenario} linkTo={linkTo} />}
      <main id="content" tabIndex={-1}>
        {scenario ? (
          <ScenarioPanel
            key={route.scenario}
            {...{ view, route, rows, selected, isPrinting, withNotes, handlers }}
            isUnfolded={open.size > 0}
            onFilter={go}
            onNotes={() => setNotes(!withNotes)}
            onSelectLine={(side, line) => {
              setRowId(null)
              setDetailOpen(true)
              go({ event: line, side })
            }}
            onToggleAll={toggleAll}
          />
        ) : (
          <Overview data={data} rules={rules} linkTo={linkTo} />
        )}
      </main>
      {showDetail && (
        <EventDetail
          view={view}
          cells={{ expected: eventRow?.expected ?? null, actual: eventRow?.actual ?? null }}
          problems={eventRow ? problemsFirst(eventRow, row) : row.kind === 'problem' ? [row.problem] : []}
          rules={rules}
          onCopy={copy}
          onCopyLink={() => route.event !== null && copyLink(route.side, route.event)}
          onClose={() => setDetailOpen(false)}
        />
      )}
      {data.generator !== undefined && <footer>{data.generator}</footer>}
      {isHelpOpen && <HelpDialog onClose={() => setHelp(false)} />}
      <div class="toast" role="status" aria-live="polite">
        {toast}
      </div>
    </div>
  )
}

function eventRowOf(row: Row, rows: readonly Row[], places: ReadonlyMap<string, number>): EventRow | undefined {
  if (row.kind === 'event') return row
  const parent = rows[places.get(row.parent) ?? -1]
  return parent?.kind === 'event' ? parent : undefined
}

/** The problem that was asked for comes first. */
function problemsFirst({ problems }: EventRow, row: Row): EventRow['problems'] {
  if (row.kind !== 'problem') return problems
  return [row.problem, ...problems.filter((each) => each.index !== row.problem.index)]
}
