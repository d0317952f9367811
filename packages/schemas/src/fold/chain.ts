/**
 * A list that only grows, as an immutable value: appending shares everything before and costs the same however long the list is. Thousands of
 * deltas become thousands of small nodes, and are joined when somebody asks.
 */
export interface Chain<Value> {
  readonly last: Value
  readonly before: Chain<Value> | null
  readonly length: number
}

export const append = <Value>(chain: Chain<Value> | null, last: Value): Chain<Value> => ({
  last,
  before: chain,
  length: (chain?.length ?? 0) + 1,
})

/** The values, first one first. */
export function toArray<Value>(chain: Chain<Value> | null): Value[] {
  const values: Value[] = []
  for (let link = chain; link !== null; link = link.before) values.push(link.last)
  return values.reverse()
}
