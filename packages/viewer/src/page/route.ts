import type { ViewerData } from '../viewer-data.ts'
import type { Side } from '../model/scenario-view.ts'

/** What the address says is on show; everything in it can be sent to somebody else. */
export interface Route {
  /** Index of the scenario; null = overview. */
  scenario: number | null
  /** Selected line and its stream. */
  event: number | null
  side: Side
  query: string
  type: string
  item: number | null
  onlyProblems: boolean
}

export function readRoute(hash: string, { scenarios }: ViewerData): Route {
  const params = new URLSearchParams(hash.replace(/^#/, ''))
  const number = (name: string) => {
    const value = params.get(name)
    return value !== null && /^\d+$/.test(value) ? Number(value) : null
  }
  const name = params.get('scenario')
  const group = params.get('group')
  const found = scenarios.findIndex((each) => each.name === name && (group === null || (each.group ?? '') === group))
  const event = number('event')
  const isSingle = scenarios.length === 1
  return {
    scenario: name !== null && found >= 0 ? found : isSingle ? 0 : event !== null && name === null && scenarios.length > 0 ? 0 : null,
    event,
    side: params.get('side') === 'expected' ? 'expected' : 'actual',
    query: params.get('q') ?? '',
    type: params.get('type') ?? '',
    item: number('item'),
    onlyProblems: params.get('only') === 'findings',
  }
}

export function writeRoute(route: Route, { scenarios }: ViewerData): string {
  const params = new URLSearchParams()
  const scenario = route.scenario === null ? undefined : scenarios[route.scenario]
  if (scenario && scenarios.length > 1) {
    params.set('scenario', scenario.name)
    if (scenario.group !== undefined) params.set('group', scenario.group)
  }
  if (route.event !== null) params.set('event', String(route.event))
  if (route.event !== null && route.side === 'expected') params.set('side', 'expected')
  if (route.query !== '') params.set('q', route.query)
  if (route.type !== '') params.set('type', route.type)
  if (route.item !== null) params.set('item', String(route.item))
  if (route.onlyProblems) params.set('only', 'findings')
  const text = params.toString().replaceAll('%2F', '/')
  return text === '' ? '' : `#${text}`
}
