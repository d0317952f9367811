import type { CreateResponseBody, PromptCacheDiagnostics, Response } from '@goldwire/schemas'

import type { AppContext } from '../app-context.ts'
import type { EngineRequest } from '../engines/engine.ts'
import type { Store, StoredItem } from '../store/store.ts'
import type { HostedTool } from '../tools/hosted-tool.ts'
import { openHostedTools } from '../tools/open-hosted-tools.ts'
import { checkJsonWord } from './check-json-word.ts'
import { checkStrict } from './check-strict.ts'
import { applyCompactions } from './compact/apply-compactions.ts'
import { type CompactionPlan, planCompaction } from './compact/plan-compaction.ts'
import { conversationIdOf } from './conversation-locks.ts'
import { echo } from './echo.ts'
import { findModel } from './find-model.ts'
import type { IdSource } from './ids.ts'
import { openSealedItems } from './open-sealed-items.ts'
import { type InputFile, readInputFiles } from './read-input-files.ts'
import { rebaseParam } from './rebase-param.ts'
import { refuseUnsupported } from './refuse-unsupported.ts'
import { resolveContext } from './resolve-context.ts'
import { createSealEvent, type SealEvent } from './seal-events.ts'
import { toEngineRequest } from './to-engine-request.ts'
import { truncateContext } from './truncate-context.ts'

export interface PreparedRequest {
  /** The response as created. */
  created: Response
  /** What the engine is asked. */
  request: EngineRequest
  /** The request's tools that run on this server. */
  hostedTools: readonly HostedTool[]
  /** `max_tool_calls` of the request. */
  maxToolCalls: number | null
  /** Drops the beginning of a conversation that has grown too long, where the request allows it. */
  fit: (request: EngineRequest) => Promise<EngineRequest>
  /** The request's own items, for the store. */
  input: StoredItem[]
  /** Turns an error of the engine, which counts items of the whole conversation, into one that counts those of the request. */
  rebase: (error: unknown) => unknown
  /** What is compacted with it; null where nothing is. */
  compaction: CompactionPlan | null
  /** Puts the ciphertexts into the response's events. */
  seal: SealEvent
}

/**
 * Everything between a valid body and the engine: what the schema cannot check, the conversation, the echo, the length.
 *
 * @throws ApiError when the request cannot be served
 */
export async function prepareRequest(body: CreateResponseBody, context: AppContext, ids: IdSource): Promise<PreparedRequest> {
  const { engine, store, now, defaultSeed, sealer } = context
  refuseUnsupported(body)
  checkStrict(body)
  const model = findModel(engine, body.model ?? '')
  const { items, earlierCount, input } = await resolveContext(body, { store, createId: (prefix) => ids.item(prefix) })
  checkJsonWord(body, items)
  const history = conversationIdOf(body) === null ? 'previous_response_id' : 'conversation'
  const cacheDiagnostics = await diagnoseCache(body, store)
  const created = echo(body, { id: ids.responseId, createdAt: Math.floor(now() / 1000), model, cacheDiagnostics })
  const current = applyCompactions(openSealedItems(items, { sealer, earlierCount }), sealer)
  const opened = await readInputFiles(current, {
    ...context,
    readFile: uploadReader(context),
  }).catch((error: unknown) => {
    throw rebaseParam(error, items.length - current.length - earlierCount, history)
  })
  const asked = toEngineRequest(body, { model, items: opened, created, defaultSeed })
  const rebase = (request: EngineRequest) => (error: unknown) =>
    rebaseParam(error, items.length - request.items.length - earlierCount, history)
  const { plan: compaction, request: whole } = await planCompaction(body, asked, { engine, model }).catch((error: unknown) => {
    throw rebase(asked)(error)
  })
  const hostedTools = await openHostedTools(body, { items: whole.items, context })
  const seal = createSealEvent({ sealer, reasoning: body.include?.includes('reasoning.encrypted_content') === true })
  const prepared = { created, hostedTools, maxToolCalls: body.max_tool_calls ?? null, input, seal, compaction }
  if (body.truncation !== 'auto') return { ...prepared, request: whole, fit: (grown) => Promise.resolve(grown), rebase: rebase(whole) }
  const fit = (request: EngineRequest) => truncateContext(request, { engine, contextSize: model.contextSize })
  // What hosted tools offer the model takes room too, and is known only when they are prepared: their rounds fit themselves.
  if (hostedTools.length > 0) return { ...prepared, request: whole, fit, rebase: rebase(whole) }
  try {
    const request = await fit(whole)
    return { ...prepared, request, fit, rebase: rebase(request) }
  } catch (error) {
    throw rebase(whole)(error)
  }
}

/** What can be said of the cache against an earlier response: engines here do not tell why they had to read a prompt again. */
async function diagnoseCache(body: CreateResponseBody, store: Store): Promise<PromptCacheDiagnostics | null> {
  const id = body.prompt_cache_options?.comparison_response_id
  if (id === undefined || id === null) return null
  return { type: (await store.get(id)) === null ? 'comparison_response_not_found' : 'unavailable' }
}

/** Opens what was uploaded to `/v1/files`. */
function uploadReader({ hosted }: AppContext): (id: string) => Promise<InputFile | null> {
  return async (id) => {
    const [file, bytes] = await Promise.all([hosted.files.get(id), hosted.files.content(id)])
    return file === null || bytes === null ? null : { name: file.filename, mediaType: null, bytes }
  }
}
