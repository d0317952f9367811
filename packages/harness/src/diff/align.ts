/** A pair of places in two lists; null where the other list has no partner. */
export interface Pair {
  expected: number | null
  actual: number | null
}

/**
 * Aligns two lists by longest common subsequence under `same`, keeping the order of both. Pairs come in order; unpaired places keep theirs.
 * Costs `expected.length * actual.length` comparisons of keys: shapes are short, whatever the streams were.
 */
export function align<T>(expected: readonly T[], actual: readonly T[], same: (expected: T, actual: T) => boolean): Pair[] {
  const rows = expected.length
  const columns = actual.length
  const table: Uint32Array[] = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1))
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      const here = table[row] as Uint32Array
      const below = table[row + 1] as Uint32Array
      here[column] = same(expected[row] as T, actual[column] as T)
        ? (below[column + 1] as number) + 1
        : Math.max(below[column] as number, here[column + 1] as number)
    }
  }
  const pairs: Pair[] = []
  let row = 0
  let column = 0
  while (row < rows || column < columns) {
    if (row < rows && column < columns && same(expected[row] as T, actual[column] as T)) pairs.push({ expected: row++, actual: column++ })
    else if (column >= columns || (row < rows && (table[row + 1]?.[column] ?? 0) >= (table[row]?.[column + 1] ?? 0)))
      pairs.push({ expected: row++, actual: null })
    else pairs.push({ expected: null, actual: column++ })
  }
  return pairs
}
