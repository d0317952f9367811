import type { EngineModel } from '../engine.ts'
import { refusedRequest, unreachable } from './chat-error.ts'
import { isObject, type JsonObject, objectAt, parseJson, textAt } from './json.ts'
import { type Ask, readText } from './open-upstream.ts'

export interface ModelListOptions {
  ask: Ask
  baseUrl: string
  /** For models of which the server does not tell it. */
  contextSize: number
  signal: AbortSignal
}

/** A server that does not say how much its models can hold decides by itself what is too long. */
export const unknownContextSize = Number.MAX_SAFE_INTEGER

/** The models a server lists. @throws ApiError when it cannot be asked */
export async function listModels({ ask, baseUrl, contextSize, signal }: ModelListOptions): Promise<EngineModel[]> {
  const answer = await ask({ method: 'GET', url: `${baseUrl}/models`, signal }).catch((error: unknown) => {
    throw unreachable(error)
  })
  const text = await readText(answer, 16 * 1024 * 1024)
  if (answer.status !== 200) throw refusedRequest(answer, text)
  const list = parseJson(text)
  const found = isObject(list) ? (list['data'] ?? list['models']) : list
  return Array.isArray(found) ? found.filter(isObject).flatMap((model) => toModel(model, contextSize)) : []
}

export function toEngineModel(id: string, contextSize: number): EngineModel {
  return { id, created: 0, owned_by: 'upstream', contextSize, reasons: true, defaultEffort: 'medium' }
}

/** Servers call the context what they like; `n_ctx_train` is what the model could hold, not what it was loaded with. */
function toModel(model: JsonObject, contextSize: number): EngineModel[] {
  const id = textAt(model, 'id') || textAt(model, 'name')
  if (id === '') return []
  const meta = objectAt(model, 'meta') ?? {}
  const told = [model['max_model_len'], meta['n_ctx'], model['context_length'], model['context_window'], model['max_context_length']]
  const size = told.find((value): value is number => typeof value === 'number' && value > 0)
  const { created } = model
  return [
    {
      ...toEngineModel(id, size ?? contextSize),
      created: typeof created === 'number' && Number.isInteger(created) ? created : 0,
      owned_by: textAt(model, 'owned_by') || 'upstream',
    },
  ]
}
