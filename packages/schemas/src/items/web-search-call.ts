import { z } from 'zod'
import { idSchema, inputIdSchema } from './scalars.ts'

/** States of a web search. On Azure a finished item has been seen to stay `searching` (capture `vercel-ai-azure-web-search-preview-tool-1`). */
export const webSearchStatusSchema = z.enum(['in_progress', 'searching', 'completed', 'failed', 'incomplete'])

/** Where a search looked: a page, or one of OpenAI's own feeds (`{"type":"api","name":"oai-weather"}`, in no type of the SDK). */
export const webSearchSourceSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('url'), url: z.string() }),
  z.strictObject({ type: z.literal('api'), name: z.string() }),
])

/**
 * What the search did. `query` and `queries` come together since 2026-01; before that `query` alone, and sometimes neither
 * (capture `pydantic-ai-test-run`). `sources` only when included. A `find_in_page` may come without `url` (thread openai/openai-openapi#573).
 */
export const webSearchActionSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('search'),
    queries: z.array(z.string()).exactOptional(),
    query: z.string().exactOptional(),
    sources: z.array(webSearchSourceSchema).exactOptional(),
  }),
  z.strictObject({ type: z.literal('open_page'), url: z.string().nullable().exactOptional() }),
  z.strictObject({ type: z.literal('find_in_page'), pattern: z.string(), url: z.string().nullable().exactOptional() }),
])

/** A finished web search. */
export const webSearchCallSchema = z.strictObject({
  id: idSchema,
  type: z.literal('web_search_call'),
  status: webSearchStatusSchema,
  action: webSearchActionSchema,
})

/** The announcement, mostly without `action` (31 of 41). */
export const addedWebSearchCallSchema = webSearchCallSchema.extend({ action: webSearchActionSchema.exactOptional() })

/** A search in `input`; the action may be missing, as it was in the announcement some clients kept. */
export const inputWebSearchCallSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('web_search_call'),
  status: webSearchStatusSchema.nullable().exactOptional(),
  action: z.looseObject({ type: z.string() }).nullable().exactOptional(),
})

/** @see {@link webSearchActionSchema} */
export type WebSearchAction = z.infer<typeof webSearchActionSchema>
/** @see {@link webSearchCallSchema} */
export type WebSearchCall = z.infer<typeof webSearchCallSchema>
/** @see {@link inputWebSearchCallSchema} */
export type InputWebSearchCall = z.infer<typeof inputWebSearchCallSchema>
