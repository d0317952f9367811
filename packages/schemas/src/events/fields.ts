import { z } from 'zod'
import { positionSchema, idSchema } from '../items/scalars.ts'

/** Place of the event in its stream, from 0, without gaps. */
export const sequenceNumberSchema = positionSchema

/** Where an event of an item belongs. */
export const itemPlace = { item_id: idSchema, output_index: positionSchema, sequence_number: sequenceNumberSchema }

/** Where an event of a content part belongs. */
export const partPlace = { ...itemPlace, content_index: positionSchema }

/** Where an event of a summary part belongs. */
export const summaryPlace = { ...itemPlace, summary_index: positionSchema }

/** Where an event of a shell command belongs: no `item_id`, alone among the item events. */
export const commandPlace = { output_index: positionSchema, command_index: positionSchema, sequence_number: sequenceNumberSchema }

/**
 * Random letters that hide the length of a delta: filled up to a multiple of 16, so possibly empty. On eight kinds of delta since 2025-08-06,
 * unless `include_obfuscation` is false or the response runs in the background. The reference has it on one.
 */
export const obfuscation = { obfuscation: z.string().exactOptional() }
