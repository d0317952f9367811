import { z } from 'zod'

/** Lets the model look for deferred tools. With `execution: "client"` the caller does the search, described by `description` and `parameters`. */
export const toolSearchToolSchema = z.strictObject({
  type: z.literal('tool_search'),
  description: z.string().nullable().exactOptional(),
  execution: z.enum(['server', 'client']).exactOptional(),
  /** JSON Schema of the arguments of a client's search. */
  parameters: z.unknown().exactOptional(),
})
export type ToolSearchTool = z.infer<typeof toolSearchToolSchema>
