import { createRandom } from './random.ts'
import { isObject } from './request-differences.ts'

/** The `input` of a request as `GET /v1/responses/{id}/input_items` tells it: a text is a message, and every item has an id. */
export function toInputItems(body: unknown, responseId: string): Readonly<Record<string, unknown>>[] {
  const input = isObject(body) ? body['input'] : undefined
  const items: readonly unknown[] = typeof input === 'string' ? [{ role: 'user', content: input }] : Array.isArray(input) ? input : []
  const random = createRandom(responseId)
  const newId = (prefix: string) => `${prefix}_${Array.from({ length: 50 }, () => random.between(0, 15).toString(16)).join('')}`
  return items.filter(isObject).map((item) => {
    if (!('role' in item)) return 'id' in item ? item : { id: newId('item'), ...item }
    const { content, role } = item
    const parts = typeof content === 'string' ? [{ type: role === 'assistant' ? 'output_text' : 'input_text', text: content }] : content
    return { id: newId('msg'), type: 'message', status: 'completed', ...item, content: parts, role }
  })
}

/** One page: `limit` 1 to 100 (20), `order` asc or desc (desc), `after` an id. Null when `after` is not among the items. */
export function pageOf(items: readonly Readonly<Record<string, unknown>>[], query: URLSearchParams): object | null {
  const asked = Number(query.get('limit') ?? 20)
  const limit = Number.isInteger(asked) ? Math.min(100, Math.max(1, asked)) : 20
  const ordered = query.get('order') === 'asc' ? items : items.toReversed()
  const after = query.get('after')
  const start = after === null ? 0 : ordered.findIndex(({ id }) => id === after) + 1
  if (after !== null && start === 0) return null
  const data = ordered.slice(start, start + limit)
  return {
    object: 'list',
    data,
    first_id: data[0]?.['id'] ?? null,
    has_more: start + limit < ordered.length,
    last_id: data.at(-1)?.['id'] ?? null,
  }
}
