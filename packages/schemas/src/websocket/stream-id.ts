import { z } from 'zod'

/** A lane of a WebSocket connection: requests of one lane queue up, lanes run side by side. Every message of a lane carries it. */
export const streamIdSchema = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[A-Za-z0-9_.-]+$/)
