import type { ViewerLine, ViewerScenario, ViewerSeverity, ViewerStream } from '../viewer-data.ts'
import { alignKeys } from './align-keys.ts'
import { isObject, itemIndexOf, typeOf } from './event-facts.ts'
import { foldLines, type Fold } from './fold-lines.ts'

export type Side = 'expected' | 'actual'

/** A finding or a divergence, at its lines. */
export interface Problem {
  index: number
  source: 'lint' | 'diff'
  /** Rule of a finding, kind of a divergence. */
  label: string
  severity: ViewerSeverity
  pointer: string
  message: string
  expected: number | null
  actual: number | null
  /** How often it shows. */
  count: number
  /** The protocol rule, where there is one. */
  rule: string | null
  why: string | null
  breaks: readonly string[]
}

/** Two runs side by side; a stream that is compared with nothing has only the actual one. */
export interface FoldPair {
  expected: Fold | null
  actual: Fold | null
}

/** Everything about a scenario that is worked out once. */
export interface ScenarioView {
  scenario: ViewerScenario
  isDiff: boolean
  /** Some arrival of the actual stream is known. */
  isTimed: boolean
  pairs: FoldPair[]
  problems: Problem[]
  /** Problems by line; those of no line stand under -1 of `actual`. */
  problemsAt: { [side in Side]: ReadonlyMap<number, Problem[]> }
  lines: { [side in Side]: readonly ViewerLine[] }
  types: [type: string, count: number][]
  items: [item: number, kind: string][]
}

export function createScenarioView(scenario: ViewerScenario): ScenarioView {
  const lines = { expected: scenario.expected?.lines ?? [], actual: scenario.actual?.lines ?? [] }
  const isDiff = lines.expected.length > 0
  const problems = problemsOf(scenario)
  const problemsAt = { expected: new Map<number, Problem[]>(), actual: new Map<number, Problem[]>() }
  for (const problem of problems) {
    const isActual = problem.actual !== null || problem.expected === null || !isDiff
    const line = (isActual ? problem.actual : problem.expected) ?? -1
    const place = line >= 0 && line < lines[isActual ? 'actual' : 'expected'].length ? line : -1
    const map = place === -1 ? problemsAt.actual : problemsAt[isActual ? 'actual' : 'expected']
    map.set(place, [...(map.get(place) ?? []), problem])
  }
  return {
    scenario,
    isDiff,
    isTimed: lines.actual.some((line) => typeof line.t === 'number'),
    pairs: pairFolds(lines.expected, lines.actual, isDiff),
    problems,
    problemsAt,
    lines,
    types: countTypes([...lines.actual, ...lines.expected]),
    items: itemsOf([...lines.expected, ...lines.actual]),
  }
}

/** Findings and divergences of a scenario, at their lines. */
export function problemsOf({ findings = [], divergences = [], expected, actual }: ViewerScenario): Problem[] {
  const lint = findings.map(({ rule, severity, event, pointer, message }) => ({
    source: 'lint' as const,
    label: rule,
    severity,
    pointer,
    message,
    expected: null,
    actual: event,
    count: 1,
    rule,
    why: null,
    breaks: [],
  }))
  const diff = divergences.map(({ kind, severity, pointer, message, count = 1, rule, why, clients, ...place }) => ({
    source: 'diff' as const,
    label: kind,
    severity,
    pointer,
    message,
    expected: lineOf(expected, place.expected),
    actual: lineOf(actual, place.actual),
    count,
    rule: rule ?? null,
    why: why ?? null,
    breaks: clients ?? [],
  }))
  return [...lint, ...diff].map((problem, index) => ({ index, ...problem }))
}

function lineOf(stream: ViewerStream | null | undefined, event: number | null): number | null {
  return event === null ? null : (stream?.eventLines?.[event] ?? event)
}

function pairFolds(expected: readonly ViewerLine[], actual: readonly ViewerLine[], isDiff: boolean): FoldPair[] {
  const actualFolds = foldLines(actual)
  if (!isDiff) return actualFolds.map((fold) => ({ expected: null, actual: fold }))
  const expectedFolds = foldLines(expected)
  const pairs = alignKeys(keysOf(expectedFolds, expected), keysOf(actualFolds, actual))
  return pairs.map(([a, b]) => ({
    expected: a === null ? null : (expectedFolds[a] ?? null),
    actual: b === null ? null : (actualFolds[b] ?? null),
  }))
}

/** Type and item of each run; an item is known by its kind and how many of that kind came before, for indexes differ where a model thinks first. */
function keysOf(folds: readonly Fold[], lines: readonly ViewerLine[]): string[] {
  const names = new Map<number, string>()
  const counts = new Map<string, number>()
  for (const [index, kind] of itemsOf(lines)) {
    const count = counts.get(kind) ?? 0
    counts.set(kind, count + 1)
    names.set(index, `${kind} ${count}`)
  }
  return folds.map(({ type, item }) => `${type}\n${item === null ? '' : (names.get(item) ?? item)}`)
}

function itemsOf(lines: readonly ViewerLine[]): [number, string][] {
  const items = new Map<number, string>()
  for (const line of lines) {
    const index = itemIndexOf(line)
    if (index === null || items.get(index)) continue
    const item = isObject(line.data) ? line.data['item'] : undefined
    items.set(index, isObject(item) && typeof item['type'] === 'string' ? item['type'] : '')
  }
  return [...items].sort(([a], [b]) => a - b)
}

function countTypes(lines: readonly ViewerLine[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const line of lines) {
    const type = typeOf(line)
    counts.set(type, (counts.get(type) ?? 0) + 1)
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
}
