/** In which order candidates for a defect are tried: as they stand for seed 0, else shuffled by the seed. */
export type Choose = <T>(candidates: readonly T[]) => readonly T[]

/** A source of pseudo-random numbers in [0, 1) that depends on `seed` and `name` only (mulberry32 over an FNV-1a hash). */
export function seededRandom(seed: number, name: string): () => number {
  let state = 0x811c9dc5 ^ seed
  for (let index = 0; index < name.length; index++) state = Math.imul(state ^ name.charCodeAt(index), 0x01000193)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function chooserOf(seed: number, name: string): Choose {
  if (seed === 0) return (candidates) => candidates
  const random = seededRandom(seed, name)
  return (candidates) => {
    const left = [...candidates]
    for (let index = left.length - 1; index > 0; index--) {
      const other = Math.floor(random() * (index + 1))
      const [one, two] = [left[index], left[other]]
      if (one === undefined || two === undefined) continue
      left[index] = two
      left[other] = one
    }
    return left
  }
}
