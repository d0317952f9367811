import { z } from 'zod'
import { addedItemSchema } from '../items/added-item.ts'
import { outputItemSchema } from '../items/output-item.ts'
import { positionSchema } from '../items/scalars.ts'
import { sequenceNumberSchema } from './fields.ts'

/** An item begins, as announced: {@link addedItemSchema}. */
export const outputItemAddedEventSchema = z.strictObject({
  type: z.literal('response.output_item.added'),
  output_index: positionSchema,
  sequence_number: sequenceNumberSchema,
  item: addedItemSchema,
})

/** An item is finished; what counts from now on. */
export const outputItemDoneEventSchema = z.strictObject({
  type: z.literal('response.output_item.done'),
  output_index: positionSchema,
  sequence_number: sequenceNumberSchema,
  item: outputItemSchema,
})

/** @see {@link outputItemAddedEventSchema} */
export type OutputItemAddedEvent = z.infer<typeof outputItemAddedEventSchema>
/** @see {@link outputItemDoneEventSchema} */
export type OutputItemDoneEvent = z.infer<typeof outputItemDoneEventSchema>
