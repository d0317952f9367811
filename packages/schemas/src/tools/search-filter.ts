import { z } from 'zod'

/** Compares one attribute of a stored file with a value. `in` and `nin` take an array. */
export const comparisonFilterSchema = z.strictObject({
  type: z.enum(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin']),
  key: z.string(),
  value: z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()]))]),
})
export type ComparisonFilter = z.infer<typeof comparisonFilterSchema>

/** Named, so that the published types can refer to it; inferred, the recursion would become `any` there. */
export interface CompoundFilterSchema extends z.ZodObject<
  {
    type: z.ZodEnum<{ and: 'and'; or: 'or' }>
    filters: z.ZodArray<z.ZodDiscriminatedUnion<[typeof comparisonFilterSchema, CompoundFilterSchema], 'type'>>
  },
  z.core.$strict
> {}

/** Joins filters, to any depth. */
export const compoundFilterSchema: CompoundFilterSchema = z.strictObject({
  type: z.enum(['and', 'or']),
  get filters() {
    return z.array(z.discriminatedUnion('type', [comparisonFilterSchema, compoundFilterSchema]))
  },
})
export type CompoundFilter = z.infer<typeof compoundFilterSchema>

/** What `file_search.filters` takes. */
export const searchFilterSchema = z.discriminatedUnion('type', [comparisonFilterSchema, compoundFilterSchema])
export type SearchFilter = z.infer<typeof searchFilterSchema>
