/** A set of characters: ranges of code points, both ends within, in order and apart. Surrogates are never in it. */
export type CodePoints = readonly (readonly [number, number])[]

const last = 0x10_ff_ff

export const anyCodePoint: CodePoints = normalise([[0, last]])

/** Brings ranges in order, joins those that meet, and takes the surrogates out. */
export function normalise(ranges: CodePoints): CodePoints {
  const split = ranges.flatMap(([low, high]): [number, number][] => {
    const parts: [number, number][] = [
      [low, Math.min(high, 0xd7ff)],
      [Math.max(low, 0xe000), high],
    ]
    return parts.filter(([from, to]) => from <= to)
  })
  const joined: [number, number][] = []
  for (const [low, high] of split.sort((a, b) => a[0] - b[0])) {
    const before = joined.at(-1)
    if (before !== undefined && low <= before[1] + 1) before[1] = Math.max(before[1], high)
    else joined.push([low, high])
  }
  return joined
}

export function negate(set: CodePoints): CodePoints {
  const rest: [number, number][] = []
  let from = 0
  for (const [low, high] of set) {
    if (low > from) rest.push([from, low - 1])
    from = high + 1
  }
  if (from <= last) rest.push([from, last])
  return normalise(rest)
}

export function union(...sets: CodePoints[]): CodePoints {
  return normalise(sets.flat())
}

export function without(set: CodePoints, other: CodePoints): CodePoints {
  return negate(union(negate(set), other))
}

export function includes(set: CodePoints, code: number): boolean {
  return set.some(([low, high]) => low <= code && code <= high)
}

export function ofText(text: string): CodePoints {
  return normalise(
    Array.from(text, (char): [number, number] => {
      const code = char.codePointAt(0) ?? 0
      return [code, code]
    }),
  )
}

/** The set with both cases of its ASCII letters. */
export function inBothCases(set: CodePoints): CodePoints {
  const letters = (from: number, by: number) =>
    set.flatMap(([low, high]): [number, number][] => {
      const [start, end] = [Math.max(low, from), Math.min(high, from + 25)]
      return start <= end ? [[start + by, end + by]] : []
    })
  return union(set, letters(0x41, 0x20), letters(0x61, -0x20))
}
