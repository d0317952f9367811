import { ApiError } from '../../run/api-error.ts'
import type { Engine, EngineModel } from '../engine.ts'
import { refusedRequest, unreachable } from './chat-error.ts'
import { chatBaseUrl, chatDialects, type ChatDialect, type ChatEngineOptions, defaultChatTimeouts } from './chat-options.ts'
import { countTokens } from './count-tokens.ts'
import { createUpstream, readText, type UpstreamAnswer } from './open-upstream.ts'
import { runChat } from './run-chat.ts'
import { type ChatRequest, toChatRequest } from './to-chat-request.ts'
import { listModels, toEngineModel, unknownContextSize } from './upstream-models.ts'

/**
 * Answers requests with the models of another server that speaks Chat Completions: vLLM, SGLang, llama-server, Ollama, LM Studio, or a router of
 * many. It is always asked to stream. Its list of models is looked at now and then.
 *
 * @throws TypeError for a wrong URL
 * @throws ApiError when the server cannot be asked for its models and none were named
 */
export async function createChatEngine({
  upstream: address,
  apiKey,
  headers,
  models: wanted,
  kind = 'generic',
  dialect: own,
  timeouts,
  contextSize = unknownContextSize,
  refreshMs = 30_000,
}: ChatEngineOptions): Promise<Engine> {
  const baseUrl = chatBaseUrl(address)
  const dialect: ChatDialect = { ...chatDialects[kind], ...own }
  const sent = { ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }), ...headers }
  const upstream = createUpstream(sent, { ...defaultChatTimeouts, ...timeouts })
  const closing = new AbortController()

  const look = async (): Promise<EngineModel[]> => {
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(10_000)])
    const listed = await listModels({ ask: upstream.ask, baseUrl, contextSize, signal })
    if (wanted === undefined) return listed
    return wanted.map((id) => listed.find((model) => model.id === id) ?? toEngineModel(id, contextSize))
  }
  let models = await look().catch((error: unknown) => {
    if (wanted !== undefined) return wanted.map((id) => toEngineModel(id, contextSize))
    upstream.close()
    throw error
  })
  const refresh = async () => {
    // It may be away: what it had is what it will have.
    const found = await look().catch(() => [])
    if (found.length > 0) models = found
  }
  const timer = setInterval(() => void refresh(), refreshMs).unref()

  const ask = async ({ body }: ChatRequest, signal: AbortSignal): Promise<UpstreamAnswer> => {
    const answer = await upstream.ask({ method: 'POST', url: `${baseUrl}/chat/completions`, body, signal }).catch((error: unknown) => {
      throw unreachable(error)
    })
    if (answer.status >= 200 && answer.status < 300) return answer
    throw refusedRequest(answer, await readText(answer))
  }

  return {
    name: 'chat',
    get models() {
      return models
    },
    async *generate(request, { signal: callerSignal }) {
      const signal = AbortSignal.any([callerSignal, closing.signal])
      if (signal.aborted) return
      const asked = toChatRequest(request, dialect)
      let answer: UpstreamAnswer
      try {
        answer = await ask(asked, signal)
      } catch (error) {
        if (signal.aborted && error instanceof ApiError) return
        throw error
      }
      yield* runChat({ request, asked, answer, dialect, signal })
    },
    countInputTokens: (request) => countTokens(toChatRequest(request, dialect), kind, upstream.ask, baseUrl),
    close() {
      clearInterval(timer)
      closing.abort()
      upstream.close()
      return Promise.resolve()
    },
  }
}
