import type { Row } from '../model/build-rows.ts'

/** What keys can do; each is called at most once per key press. */
export interface KeyActions {
  row: () => Row | undefined
  move: (by: number) => void
  first: () => void
  last: () => void
  problem: (by: 1 | -1) => void
  enter: () => void
  toggleAll: () => void
  search: () => void
  onlyProblems: () => void
  scenario: (by: number) => void
  overview: () => void
  copyLink: () => void
  theme: () => void
  help: () => void
  escape: () => void
}

/** Keys belong to the page unless somebody types, a dialog is open, or the browser's own modifiers are held. */
export function createKeyHandler(actions: KeyActions): (event: KeyboardEvent) => void {
  const page = Math.max(Math.floor(innerHeight / 26) - 8, 5)
  const keys: { [key: string]: () => void } = {
    j: () => actions.move(1),
    ArrowDown: () => actions.move(1),
    k: () => actions.move(-1),
    ArrowUp: () => actions.move(-1),
    PageDown: () => actions.move(page),
    PageUp: () => actions.move(-page),
    g: actions.first,
    Home: actions.first,
    G: actions.last,
    End: actions.last,
    n: () => actions.problem(1),
    p: () => actions.problem(-1),
    Enter: actions.enter,
    x: actions.toggleAll,
    '/': actions.search,
    f: actions.onlyProblems,
    ']': () => actions.scenario(1),
    '[': () => actions.scenario(-1),
    o: actions.overview,
    c: actions.copyLink,
    t: actions.theme,
    '?': actions.help,
    Escape: actions.escape,
  }
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return
    const target = event.target instanceof HTMLElement ? event.target : null
    if (target?.matches('input, select, textarea')) {
      if (event.key === 'Escape') {
        target.blur()
        if (target.matches('#search')) actions.escape()
      } else if (event.key === 'Enter' && target.matches('#search')) {
        document.querySelector<HTMLElement>('#events')?.focus()
        actions.first()
      }
      return
    }
    if (event.key === 'Enter' && target?.closest('a, button, summary')) return
    const action = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined
    if (!action) return
    event.preventDefault()
    action()
  }
}
