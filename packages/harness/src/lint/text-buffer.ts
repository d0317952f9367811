/** So many pieces are joined at a time. */
const BATCH = 1024

/**
 * A text that grows by small pieces. A string that is added to keeps every piece and one node more for each: sixty bytes for a delta of five, which is
 * what the memory of a long capture goes to. Here pieces are joined in batches, so that a text of millions of deltas takes little more than itself.
 */
export class TextBuffer {
  #joined = ''
  #open: string[] = []

  add(piece: string): void {
    if (this.#open.push(piece) < BATCH) return
    this.#joined += this.#open.join('')
    this.#open = []
  }

  toString(): string {
    if (this.#open.length > 0) {
      this.#joined += this.#open.join('')
      this.#open = []
    }
    return this.#joined
  }
}
