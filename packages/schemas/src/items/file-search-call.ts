import { z } from 'zod'
import { idSchema, inputIdSchema } from './scalars.ts'

/** States of a file search. */
export const fileSearchStatusSchema = z.enum(['in_progress', 'searching', 'completed', 'incomplete', 'failed'])

/**
 * One chunk that was found. `vector_store_id` is in no type, and on the wire since 2025-12
 * (capture `pydantic-ai-test-openai-responses-model-file-search-tool-with-results-4`).
 */
export const fileSearchResultSchema = z.strictObject({
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullable(),
  file_id: z.string(),
  filename: z.string(),
  score: z.number(),
  text: z.string(),
  vector_store_id: z.string().exactOptional(),
})

/** A search in vector stores. `results` is always there: null unless included. */
export const fileSearchCallSchema = z.strictObject({
  id: idSchema,
  type: z.literal('file_search_call'),
  status: fileSearchStatusSchema,
  queries: z.array(z.string()),
  results: z.array(fileSearchResultSchema).nullable(),
})

/** A file search in `input`. */
export const inputFileSearchCallSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('file_search_call'),
  status: fileSearchStatusSchema.nullable().exactOptional(),
  queries: z.array(z.string()),
  results: z.array(z.object(fileSearchResultSchema.partial().shape)).nullable().exactOptional(),
})

/** @see {@link fileSearchResultSchema} */
export type FileSearchResult = z.infer<typeof fileSearchResultSchema>
/** @see {@link fileSearchCallSchema} */
export type FileSearchCall = z.infer<typeof fileSearchCallSchema>
/** @see {@link inputFileSearchCallSchema} */
export type InputFileSearchCall = z.infer<typeof inputFileSearchCallSchema>
