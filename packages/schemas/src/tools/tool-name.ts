import { z } from 'zod'

/**
 * The name of a function, as the model will write it: letters, digits, `_` and `-`. OpenAI's document states pattern and length (1 to 128) for
 * functions inside a namespace; the pattern is enforced for every function.
 */
export const toolNameSchema = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[a-zA-Z0-9_-]+$/)
