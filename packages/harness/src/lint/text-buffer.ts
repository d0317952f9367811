/** So many pieces are joined at a time. */
const BATCH = 2048

/**
 * A text that grows by small pieces. A string that is added to keeps every piece and one node more for each: sixty bytes for a delta of five, which is
 * what the memory of a long capture goes to. Here pieces are joined in batches, so that a text of millions of deltas takes little more than itself.
 */
export class TextBuffer {
  #joined = ''
  #open = ''
  #pieces = 0

  add(piece: string): void {
    this.#open += piece
    this.#pieces++
    if (this.#pieces < BATCH) return
    // Reading a character makes the engine write the pieces into one string and forget them.
    this.#open.charCodeAt(0)
    this.#joined += this.#open
    this.#open = ''
    this.#pieces = 0
  }

  toString(): string {
    return this.#joined + this.#open
  }
}
