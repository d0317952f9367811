import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { type CreateResponseBody, parseCreateResponse, type Response } from '@goldwire/schemas'
import { expect, test } from 'vitest'

import { echo } from './echo.ts'

const corpus = process.env['GOLDWIRE_CORPUS'] ?? fileURLToPath(new URL('../../../../../shared/corpus', import.meta.url))

/**
 * Recorded echoes that contradict the others: two schemas that were left open although `strict` was left out, a schema whose keys the
 * recorder sorted, a previous response that was told as null, and the old name of the reasoning summary.
 */
const EXCEPTIONS = [
  'openai/dd-trace-py-response-function-call-streamed.golden.jsonl',
  'openai/ruby_llm-chat-function-calling-openai-gpt-4-1-nano-can-use-tools-with-multi-turn-streaming-conversa-5-928b1c1.golden.jsonl',
  'nonstream/pydantic-ai-test-openai-responses-local-shell-toolset-2-1f0dc22.golden.jsonl',
  'nonstream/pydantic-ai-test-openai-responses-reasoning-generate-summary.golden.jsonl',
  'nonstream/rig-openai-extractor-usage-extract-and-extract-with-usage-return-same-data-1.golden.jsonl',
]

interface Recorded {
  name: string
  body: CreateResponseBody
  response: Response
}

interface Line {
  data?: { type: string; response: Response }
  body?: Response
}

function recorded(): Recorded[] {
  const names = ['openai', 'nonstream'].flatMap((folder) => readdirSync(`${corpus}/${folder}`).map((name) => `${folder}/${name}`))
  return names.flatMap((name) => {
    const [header, ...lines] = readFileSync(`${corpus}/${name}`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)
    const { provider, suspect, request } = header as { provider: string; suspect?: boolean; request: { body: unknown } }
    const response = (lines as Line[])
      .map(({ data, body }) => (data?.type === 'response.created' ? data.response : body))
      .find((one) => one !== undefined)
    if (provider !== 'openai' || suspect === true || response?.object !== 'response' || !request.body) return []
    const parsed = parseCreateResponse(request.body)
    // What this server refuses, or does not do yet (tools that a search loads), is not echoed by it.
    if (!parsed.ok || parsed.value.prompt || parsed.value.conversation) return []
    if (parsed.value.tools?.some((tool) => 'defer_loading' in tool && tool.defer_loading)) return []
    // An OpenAI-compatible server that its client's recorder took for the original.
    if (name.includes('openai-compatible')) return []
    return [{ name, body: parsed.value, response }]
  })
}

/** Fields that say what came out, or that do not depend on the request but on OpenAI's account and clock. */
const others = new Set([
  'id',
  'created_at',
  'model',
  'output',
  'usage',
  'status',
  'completed_at',
  'error',
  'incomplete_details',
  'billing',
  'tool_usage',
])
/** Fields whose default is the model's or the account's, or that the end settles. */
const defaulted = new Set(['prompt_cache_retention', 'top_p', 'store', 'max_tool_calls', 'service_tier'])

/** What a recorded response and ours can be compared by: keys the recorded one already had, without defaults of a model. */
function comparable(response: Response, { body, response: seen }: Recorded): object {
  const entries = Object.entries(response).filter(([key]) => key in seen && !others.has(key))
  const given = body as Record<string, unknown>
  const plain = entries.filter(
    ([key]) => !['reasoning', 'tools', 'text'].includes(key) && !(defaulted.has(key) && (given[key] ?? 'auto') === 'auto'),
  )
  const { effort, summary, context } = response.reasoning ?? {}
  return {
    ...Object.fromEntries(plain),
    format: seen.text ? response.text.format : null,
    verbosity: seen.text && 'verbosity' in seen.text ? response.text.verbosity : null,
    reasoning: [summary ?? null, body.reasoning?.effort == null ? null : effort, body.reasoning?.context == null ? null : context],
    tools: ('tools' in seen ? response.tools : [])
      .filter((tool) => tool.type === 'function' || tool.type === 'custom' || tool.type === 'mcp')
      // Until November 2025 the path of an MCP server's URL was masked, as its headers still are.
      .map((tool) => (tool.type === 'mcp' ? { ...tool, server_url: null } : tool))
      .map(({ output_schema, defer_loading: _deferred, ...tool }: Record<string, unknown>) => ({
        ...tool,
        ...(output_schema ? { output_schema } : {}),
      })),
  }
}

test.skipIf(!existsSync(corpus))('every recorded request is told back as OpenAI told it (needs the corpus)', () => {
  const all = recorded()
  expect(all.length).toBeGreaterThan(450)
  const mismatches = all.filter((one) => {
    const { body, response } = one
    const reasons = response.reasoning?.effort !== null
    const told = echo(body, {
      id: response.id,
      createdAt: response.created_at,
      model: { id: response.model, created: 0, owned_by: 'openai', contextSize: 1, reasons },
    })
    return JSON.stringify(sorted(comparable(told, one))) !== JSON.stringify(sorted(comparable(response, one)))
  })
  expect(mismatches.map(({ name }) => name).filter((name) => !EXCEPTIONS.includes(name))).toEqual([])
})

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
