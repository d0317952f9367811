/** One measured figure and what was asked of it. */
export interface Figure {
  name: string
  /** The figure in its unit: a ratio, a rate, milliseconds. */
  value: number
  unit: string
  /** Lowest and highest round. */
  low: number
  high: number
  rounds: number
  /** What the figure must reach; null where it is only told. */
  bar: { most: number } | { least: number } | null
  /** What was set against what, with the absolute figures. */
  detail: string
}

export type Verdict = 'met' | 'missed' | 'no bar'

/** Makes the figures of one bench. */
export interface Bench {
  name: string
  about: string
  run(): Promise<Figure[]>
}

export function verdictOf({ value, bar }: Figure): Verdict {
  if (bar === null) return 'no bar'
  const met = 'most' in bar ? value <= bar.most : value >= bar.least
  return met ? 'met' : 'missed'
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** By how many percent `side` is slower than `peer`. */
export function percentOver(side: number, peer: number): number {
  return (side / peer - 1) * 100
}

/** A figure from one value a round. */
export function figureOf(values: readonly number[], { name, unit, bar, detail }: Pick<Figure, 'name' | 'unit' | 'bar' | 'detail'>): Figure {
  return { name, value: median(values), unit, low: Math.min(...values), high: Math.max(...values), rounds: values.length, bar, detail }
}

export interface AlternateOptions {
  /** No new round begins after so many seconds. */
  seconds: number
  /** At least so many rounds, however long they take. */
  least?: number
  most?: number
}

/**
 * Runs two sides in turn, the one that begins alternating, so that a machine that slows down slows both. One round before is not counted.
 *
 * @returns one pair a round, of whatever the sides return
 */
export async function alternate<A, B>(
  { seconds, least = 5, most = 41 }: AlternateOptions,
  left: () => A | Promise<A>,
  right: () => B | Promise<B>,
): Promise<[A, B][]> {
  const pairs: [A, B][] = []
  await left()
  await right()
  const until = performance.now() + seconds * 1000
  while (pairs.length < least || (pairs.length < most && performance.now() < until)) {
    globalThis.gc?.()
    if (pairs.length % 2 === 0) {
      const first = await left()
      globalThis.gc?.()
      pairs.push([first, await right()])
    } else {
      const second = await right()
      globalThis.gc?.()
      pairs.push([await left(), second])
    }
  }
  return pairs
}

/** Seconds of processor time and of the clock that `work` takes, all threads of this process. */
export async function timed(work: () => unknown): Promise<{ seconds: number; cpuSeconds: number }> {
  const cpu = process.cpuUsage()
  const started = performance.now()
  await work()
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(cpu)
  return { seconds, cpuSeconds: (user + system) / 1e6 }
}

/**
 * Milliseconds of processor time that a synchronous `work` takes, garbage collection included; repeated until at least so much has passed. The
 * clock of the wall would count whatever else the machine does.
 */
export function cpuPerRun(work: () => void, atLeast = 150): number {
  // A full collection throws away what the compiler knew of objects that died: without this, the side that runs JavaScript would start cold.
  const warm = performance.now() + atLeast / 2
  do work()
  while (performance.now() < warm)
  const started = process.cpuUsage()
  let runs = 0
  let passed = 0
  do {
    work()
    runs++
    const { user, system } = process.cpuUsage(started)
    passed = (user + system) / 1000
  } while (passed < atLeast)
  return passed / runs
}

export function round(value: number, digits = 3): string {
  return value.toLocaleString('en', { maximumSignificantDigits: digits })
}
