/** Places in two lists that belong together; null where the other list has no partner. */
export type KeyPair = readonly [expected: number | null, actual: number | null]

/** Cells of the table that the exact method may fill; larger regions are first cut at keys that occur once on both sides. */
const EXACT = 4_000_000

/** Aligns two lists of keys, keeping the order of both: a longest common subsequence, found piece by piece where the lists are long. */
export function alignKeys(expected: readonly string[], actual: readonly string[]): KeyPair[] {
  const pairs: KeyPair[] = []
  const align = (fromA: number, toA: number, fromB: number, toB: number): void => {
    let [a, b, endA, endB] = [fromA, fromB, toA, toB]
    while (a < endA && b < endB && expected[a] === actual[b]) pairs.push([a++, b++])
    let common = 0
    while (endA - common > a && endB - common > b && expected[endA - common - 1] === actual[endB - common - 1]) common++
    endA -= common
    endB -= common
    if (a === endA || b === endB) alone(a, endA, b, endB)
    else if ((endA - a) * (endB - b) <= EXACT) exactly(a, endA, b, endB)
    else {
      const anchors = uniqueInBoth(a, endA, b, endB)
      if (anchors.length === 0) alone(a, endA, b, endB)
      for (const [atA, atB] of anchors) {
        align(a, atA, b, atB)
        pairs.push([atA, atB])
        a = atA + 1
        b = atB + 1
      }
      if (anchors.length > 0) align(a, endA, b, endB)
    }
    for (let index = 0; index < common; index++) pairs.push([endA + index, endB + index])
  }

  const alone = (a: number, endA: number, b: number, endB: number): void => {
    for (let index = a; index < endA; index++) pairs.push([index, null])
    for (let index = b; index < endB; index++) pairs.push([null, index])
  }

  const exactly = (fromA: number, toA: number, fromB: number, toB: number): void => {
    const [rows, columns] = [toA - fromA, toB - fromB]
    const table = new Uint32Array((rows + 1) * (columns + 1))
    const at = (row: number, column: number) => row * (columns + 1) + column
    for (let row = rows - 1; row >= 0; row--)
      for (let column = columns - 1; column >= 0; column--)
        table[at(row, column)] =
          expected[fromA + row] === actual[fromB + column]
            ? (table[at(row + 1, column + 1)] ?? 0) + 1
            : Math.max(table[at(row + 1, column)] ?? 0, table[at(row, column + 1)] ?? 0)
    let [row, column] = [0, 0]
    while (row < rows && column < columns) {
      if (expected[fromA + row] === actual[fromB + column]) pairs.push([fromA + row++, fromB + column++])
      else if ((table[at(row + 1, column)] ?? 0) >= (table[at(row, column + 1)] ?? 0)) pairs.push([fromA + row++, null])
      else pairs.push([null, fromB + column++])
    }
    alone(fromA + row, toA, fromB + column, toB)
  }

  const uniqueInBoth = (fromA: number, toA: number, fromB: number, toB: number): [number, number][] => {
    const [inA, inB] = [places(expected, fromA, toA), places(actual, fromB, toB)]
    const candidates: [number, number][] = []
    for (const [key, a] of inA) {
      const b = inB.get(key)
      if (a >= 0 && b !== undefined && b >= 0) candidates.push([a, b])
    }
    return longestRising(candidates)
  }

  align(0, expected.length, 0, actual.length)
  return pairs
}

/** Where each key stands; -1 for one that stands at several places. */
function places(keys: readonly string[], from: number, to: number): Map<string, number> {
  const found = new Map<string, number>()
  for (let index = from; index < to; index++) {
    const key = keys[index] as string
    found.set(key, found.has(key) ? -1 : index)
  }
  return found
}

/** Of pairs sorted by their first place, the most whose second places rise too. */
function longestRising(pairs: readonly [number, number][]): [number, number][] {
  const ends: number[] = []
  const before: number[] = []
  for (const [index, [, place]] of pairs.entries()) {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((pairs[ends[middle] as number] as [number, number])[1] < place) low = middle + 1
      else high = middle
    }
    before[index] = low > 0 ? (ends[low - 1] as number) : -1
    ends[low] = index
  }
  const rising: [number, number][] = []
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] as number) rising.push(pairs[at] as [number, number])
  return rising.reverse()
}
