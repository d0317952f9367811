import type * as z from 'zod'
import { type OutputItem, outputItemSchemas } from '../items/output-item.ts'
import { deviations } from './deviations.ts'
import { readByType } from './read-by-type.ts'
import type { ReadContext } from './read-context.ts'
import type { ReadResult } from './read-result.ts'

const schemas: ReadonlyMap<string, z.ZodType> = new Map(Object.entries(outputItemSchemas))

/** Reads a finished output item, as in `Response.output` and in `response.output_item.done`. */
export function readOutputItem(item: unknown, context: ReadContext = {}): ReadResult<OutputItem> {
  return readByType<OutputItem>(schemas, 'item', deviations, item, context)
}
