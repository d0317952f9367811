/** A pair of places in two lists; null where the other list has no partner. */
export interface Pair {
  expected: number | null
  actual: number | null
}

/** Beyond so many comparisons, lists are paired greedily. */
const MOST_COMPARISONS = 4_000_000

/**
 * Aligns two lists by longest common subsequence under the key of each element, keeping the order of both. Pairs come in order; unpaired places
 * keep theirs. What both begin and end with costs nothing, the rest `expected.length * actual.length` comparisons; lists for which that is
 * millions are paired greedily instead, each element with the next of its key, so that hostile streams cost no more than long ones.
 */
export function align<T>(expected: readonly T[], actual: readonly T[], keyOf: (element: T) => string): Pair[] {
  const left = expected.map(keyOf)
  const right = actual.map(keyOf)
  let start = 0
  while (start < left.length && start < right.length && left[start] === right[start]) start++
  let tail = 0
  while (tail < left.length - start && tail < right.length - start && left.at(-1 - tail) === right.at(-1 - tail)) tail++
  const middle = [left.slice(start, left.length - tail), right.slice(start, right.length - tail)] as const
  const isSmall = middle[0].length * middle[1].length <= MOST_COMPARISONS
  const inner = isSmall ? alignWhole(...middle) : alignGreedily(...middle)
  const shift = (place: number | null) => (place === null ? null : place + start)
  return [
    ...left.slice(0, start).map((_, place) => ({ expected: place, actual: place })),
    ...inner.map((pair) => ({ expected: shift(pair.expected), actual: shift(pair.actual) })),
    ...left.slice(left.length - tail).map((_, place) => ({ expected: left.length - tail + place, actual: right.length - tail + place })),
  ]
}

function alignWhole(left: readonly string[], right: readonly string[]): Pair[] {
  const [rows, columns] = [left.length, right.length]
  const table: Uint32Array[] = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1))
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      const here = table[row] as Uint32Array
      const below = table[row + 1] as Uint32Array
      here[column] =
        left[row] === right[column] ? (below[column + 1] as number) + 1 : Math.max(below[column] as number, here[column + 1] as number)
    }
  }
  const pairs: Pair[] = []
  let row = 0
  let column = 0
  while (row < rows || column < columns) {
    if (row < rows && column < columns && left[row] === right[column]) pairs.push({ expected: row++, actual: column++ })
    else if (column >= columns || (row < rows && (table[row + 1]?.[column] ?? 0) >= (table[row]?.[column + 1] ?? 0)))
      pairs.push({ expected: row++, actual: null })
    else pairs.push({ expected: null, actual: column++ })
  }
  return pairs
}

function alignGreedily(left: readonly string[], right: readonly string[]): Pair[] {
  const places = new Map<string, number[]>()
  right.forEach((key, place) => {
    const list = places.get(key)
    if (list) list.push(place)
    else places.set(key, [place])
  })
  const used = new Map<string, number>()
  const pairs: Pair[] = []
  let column = 0
  left.forEach((key, row) => {
    const list = places.get(key) ?? []
    let next = used.get(key) ?? 0
    while (next < list.length && (list[next] as number) < column) next++
    used.set(key, next + 1)
    const found = list[next]
    if (found === undefined) {
      pairs.push({ expected: row, actual: null })
      return
    }
    while (column < found) pairs.push({ expected: null, actual: column++ })
    pairs.push({ expected: row, actual: column++ })
  })
  while (column < right.length) pairs.push({ expected: null, actual: column++ })
  return pairs
}
