/**
 * Which symbol and which index of the expected stream stands for which of the actual one. Both are bijections: the first meeting decides,
 * a later meeting that contradicts it is a wrong reference.
 */
export class Correspondence {
  readonly #forth = new Map<string, string>()
  readonly #back = new Map<string, string>()

  /** True when `expected` may stand for `actual`: they met before, or neither has met anyone. */
  agrees(expected: string, actual: string): boolean {
    const forth = this.#forth.get(expected)
    const back = this.#back.get(actual)
    if (forth === undefined && back === undefined) {
      this.#forth.set(expected, actual)
      this.#back.set(actual, expected)
      return true
    }
    return forth === actual && back === expected
  }
}
