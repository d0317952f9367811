import { z } from 'zod'
import { addedImageGenerationCallSchema } from './image-generation-call.ts'
import { outputItemSchemas } from './output-item.ts'
import { addedWebSearchCallSchema } from './web-search-call.ts'

const { web_search_call: _search, image_generation_call: _image, ...announcedInFull } = outputItemSchemas

/** The schema of each item as `response.output_item.added` announces it, by its type. */
export const addedItemSchemas = {
  ...announcedInFull,
  web_search_call: addedWebSearchCallSchema,
  image_generation_call: addedImageGenerationCallSchema,
} as const

const { message, reasoning, ...others } = addedItemSchemas

/**
 * An item as announced: the finished form with empty values (`content: []`, `arguments: ""`, `tools: []`), save that a web search may lack
 * its `action` and an image generation has id, type and status alone (captures since 2025-08, 633 announcements of 21 types).
 */
export const addedItemSchema = z.discriminatedUnion('type', [message, reasoning, ...values(others)])

/** @see {@link addedItemSchema} */
export type AddedItem = z.infer<typeof addedItemSchema>

function values<T extends object>(record: T): T[keyof T][] {
  return Object.values(record) as T[keyof T][]
}
