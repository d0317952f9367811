import { z } from 'zod'

import { previewUserLocationSchema } from './user-location.ts'

/** The older web search. Default: `search_context_size` `medium`. */
export const webSearchPreviewToolSchema = z.strictObject({
  type: z.enum(['web_search_preview', 'web_search_preview_2025_03_11']),
  search_content_types: z.array(z.enum(['text', 'image'])).exactOptional(),
  search_context_size: z.enum(['low', 'medium', 'high']).exactOptional(),
  user_location: previewUserLocationSchema.nullable().exactOptional(),
})
export type WebSearchPreviewTool = z.infer<typeof webSearchPreviewToolSchema>
