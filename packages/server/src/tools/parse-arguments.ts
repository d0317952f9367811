import type { z } from 'zod'

/** The arguments of a call, as a model wrote them; null where they are no JSON or not what the function takes. */
export function parseArguments<Schema extends z.ZodType>(text: string, schema: Schema): z.output<Schema> | null {
  try {
    const parsed = schema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
