/**
 * Names ids by order of first sight, so that two streams with different ids but the same references come out equal:
 * the response's id is `$response`, items `$item0 …`, call ids `$call0 …`, anything else `$id0 …`.
 */
export class SymbolTable {
  readonly #names = new Map<string, string>()
  readonly #counts = new Map<string, number>()

  /** Gives `id` a fixed name; later look-ups of the same id get it whatever their key. */
  define(id: string, name: string): void {
    if (!this.#names.has(id)) this.#names.set(id, name)
  }

  of(key: string, id: string): string {
    const known = this.#names.get(id)
    if (known !== undefined) return known
    const family = key === 'call_id' ? 'call' : key === 'item_id' ? 'item' : key === 'previous_response_id' ? 'previous' : 'id'
    const count = this.#counts.get(family) ?? 0
    this.#counts.set(family, count + 1)
    const name = family === 'item' ? '$unannounced' : `$${family}${count}`
    this.#names.set(id, name)
    return name
  }
}
