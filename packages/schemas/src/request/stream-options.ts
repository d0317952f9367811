import { z } from 'zod'

/** `include_obfuscation` (default true) pads deltas with an `obfuscation` field, so that their size on the wire tells nothing. */
export const streamOptionsSchema = z.strictObject({ include_obfuscation: z.boolean().exactOptional() })
export type StreamOptions = z.infer<typeof streamOptionsSchema>
