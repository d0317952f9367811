import { configurationUpdateSchema, outputItemSchemas, storedMessageSchema, type Tool } from '@goldwire/schemas'
import { z } from 'zod'

import type { StoredItem } from '../store/store.ts'
import { echoTools } from './echo-tools.ts'

type Fields = { [key: string]: unknown }

const schemas: { [type: string]: z.ZodObject } = {
  ...outputItemSchemas,
  message: storedMessageSchema,
  configuration_update: configurationUpdateSchema,
}

/** What stands in a field that a client may leave out and the API never does; the first one that its schema takes. */
const fillings: { [key: string]: readonly unknown[] } = {
  status: ['completed'],
  execution: ['client'],
  arguments: [{}],
  // A search whose client kept only the announcement.
  action: [{ type: 'search' }],
}
const anyFilling: readonly unknown[] = [null, []]

/**
 * An item as the API shows it, whoever made it: items that came from a client get the fields that they may lack there and items of the
 * model never do (`status: "completed"`, empty lists, nulls), and lose the nulls that are only allowed there. Keys in the recorded order.
 */
export function completeItem(item: StoredItem): object {
  const schema = schemas[item.type ?? 'message']
  return schema === undefined ? item : completeObject(item, schema)
}

function completeObject(value: Fields, schema: z.ZodObject): Fields {
  const completed: Fields = {}
  for (const [key, field] of Object.entries(schema.shape) as [string, z.ZodType][]) {
    const given = valueFor(field, key, value[key])
    const isOptional = field instanceof z.ZodExactOptional || field instanceof z.ZodOptional
    if (given !== undefined && (given !== null || field.safeParse(null).success)) completed[key] = completeValue(given, field, key)
    else if (!isOptional) completed[key] = (fillings[key] ?? anyFilling).find((filling) => field.safeParse(filling).success)
  }
  // Only strict objects know all their keys.
  return schema.def.catchall instanceof z.ZodNever ? completed : { ...value, ...completed }
}

/** What was given, but for what the API would tell in other words: an image in place of a screenshot, a search of an unknown kind. */
function valueFor(field: z.ZodType, key: string, given: unknown): unknown {
  if (given === undefined || given === null) return given
  const schema = unwrap(field)
  if (schema instanceof z.ZodLiteral && !schema.values.has(given as string)) return [...schema.values][0]
  const isKnown = !(schema instanceof z.ZodDiscriminatedUnion) || schema.options.some((one) => isOf(given, one as z.ZodType))
  return isKnown || fillings[key] === undefined ? given : undefined
}

function completeValue(value: unknown, field: z.core.$ZodType, key: string): unknown {
  const schema = unwrap(field)
  // The tools of an MCP server are plain objects, those that a search found are tools of the API.
  const isOfTools = schema instanceof z.ZodArray && !(schema.def.element instanceof z.ZodObject)
  if (key === 'tools' && isOfTools && Array.isArray(value)) return completeTools(value as Tool[], schema)
  if (Array.isArray(value)) return schema instanceof z.ZodArray ? value.map((one) => completeValue(one, schema.def.element, '')) : value
  if (typeof value !== 'object' || value === null) return value
  if (schema instanceof z.ZodObject) return completeObject(value as Fields, schema)
  const option = schema instanceof z.ZodDiscriminatedUnion ? schema.options.find((one) => isOf(value, one as z.ZodType)) : undefined
  return option instanceof z.ZodObject ? completeObject(value as Fields, option) : value
}

/** Tools as they are echoed; of kinds whose echo is what was sent, with what the API always tells. */
function completeTools(tools: readonly Tool[], schema: z.core.$ZodType): unknown[] {
  if (!(schema instanceof z.ZodArray)) return [...tools]
  const element = schema.def.element as z.ZodType
  return echoTools(tools).map((tool) => (element.safeParse(tool).success ? tool : completeValue(tool, element, '')))
}

function isOf(value: object, option: z.ZodType): boolean {
  return (
    option instanceof z.ZodObject && (option.shape['type'] as z.ZodType | undefined)?.safeParse((value as Fields)['type']).success === true
  )
}

function unwrap(field: z.core.$ZodType): z.core.$ZodType {
  const isWrapped = field instanceof z.ZodExactOptional || field instanceof z.ZodOptional || field instanceof z.ZodNullable
  return isWrapped ? unwrap(field.def.innerType) : field
}
