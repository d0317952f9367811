import { z } from 'zod'

/** How the request is to be served. Default `auto`; `fast` is answered as `priority`. */
export const serviceTierSchema = z.enum(['auto', 'default', 'flex', 'scale', 'priority', 'fast', 'ultrafast'])
export type ServiceTier = z.infer<typeof serviceTierSchema>
