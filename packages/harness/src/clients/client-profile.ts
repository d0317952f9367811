/** What makes one real client fail, in terms of lint rules: findings of these rules (by id) lose it the stream, an item, or the turn. */
export interface ClientProfile {
  /** Name as people know it. */
  client: string
  /** How it reads a stream, in a sentence. */
  reads: string
  /** Rule ids. */
  breaksOn: readonly string[]
  /** Where this is known from: sources and threads. */
  sources: readonly string[]
}
