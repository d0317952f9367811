import { z } from 'zod'

/** Whether images in the context may be compressed. Default `auto`. */
export const imageOptionsSchema = z.strictObject({ context_compression: z.enum(['auto', 'enabled', 'disabled']).exactOptional() })
export type ImageOptions = z.infer<typeof imageOptionsSchema>
