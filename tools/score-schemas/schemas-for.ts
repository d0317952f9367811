import { eventSchemas, responseSchema } from '@goldwire/schemas'
import type * as z from 'zod'
import type { Capture } from './load-corpus.ts'

/** A value of a capture with the exact schema it is emitted by. */
export interface Emitted {
  /** The event's type, or `body`. */
  readonly what: string
  readonly value: unknown
  readonly schema: z.ZodType
}

const schemas: ReadonlyMap<string, z.ZodType> = new Map(Object.entries(eventSchemas))

/** The events of known type, or the Response body, of a capture. */
export function schemasFor({ events, body }: Capture): Emitted[] {
  if ((body as { object?: unknown } | null | undefined)?.object === 'response')
    return [{ what: 'body', value: body, schema: responseSchema }]
  return events.flatMap((value) => {
    const what = String((value as { type?: unknown } | null)?.type)
    const schema = schemas.get(what)
    return schema === undefined ? [] : [{ what, value, schema }]
  })
}
