import { z } from 'zod'
import { inputIdSchema } from './scalars.ts'

/** Stands for a stored item. */
export const itemReferenceSchema = z.object({ type: z.literal('item_reference'), id: inputIdSchema })

/** The same without a type: `{id}` alone. */
export const bareItemReferenceSchema = z.object({ type: z.null().exactOptional(), id: inputIdSchema })

/** @see {@link itemReferenceSchema} */
export type ItemReference = z.infer<typeof itemReferenceSchema>
/** @see {@link bareItemReferenceSchema} */
export type BareItemReference = z.infer<typeof bareItemReferenceSchema>
