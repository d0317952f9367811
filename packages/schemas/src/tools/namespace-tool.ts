import { z } from 'zod'

import { customToolSchema } from './custom-tool.ts'
import { functionToolSchema } from './function-tool.ts'

/**
 * Groups functions and custom tools under one name, which calls then carry as `namespace`. The SDK leaves `parameters` of its functions untyped;
 * the API's document says an object, as outside a namespace.
 */
export const namespaceToolSchema = z.strictObject({
  type: z.literal('namespace'),
  name: z.string().min(1).max(64),
  description: z.string(),
  tools: z.array(z.discriminatedUnion('type', [functionToolSchema, customToolSchema])),
})
export type NamespaceTool = z.infer<typeof namespaceToolSchema>
