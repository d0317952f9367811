import type { Interaction } from './interaction.ts'
import { isObject } from './request-differences.ts'

/** The models that recorded requests named, as `GET /v1/models` lists them, for clients that look before they ask. */
export function modelList(interactions: readonly Interaction[]): string {
  const names = interactions.flatMap(({ request: { body } }) =>
    isObject(body) && typeof body['model'] === 'string' ? [body['model']] : [],
  )
  const data = [...new Set(names)].map((id) => ({ id, object: 'model', created: 0, owned_by: 'replay' }))
  return JSON.stringify({ object: 'list', data })
}
