import { z } from 'zod'
import { anyRoleSchema } from './additional-tools.ts'
import { configurationUpdateSchema } from './configuration-update.ts'
import { outputTextPartSchema, reasoningTextPartSchema, refusalPartSchema, summaryTextPartSchema } from './content-part.ts'
import { imageDetailSchema, inputFilePartSchema, inputImagePartSchema, inputTextPartSchema } from './input-content-part.ts'
import { itemStatusSchema } from './item-status.ts'
import { messagePhaseSchema } from './message.ts'
import { outputItemSchemas } from './output-item.ts'
import { idSchema } from './scalars.ts'

const { message: _message, ...outputItems } = outputItemSchemas

/** What a stored message may hold: parts of either side, and two that exist in conversations only. */
export const storedPartSchema = z.discriminatedUnion('type', [
  inputTextPartSchema,
  inputImagePartSchema,
  inputFilePartSchema,
  outputTextPartSchema.extend({ logprobs: outputTextPartSchema.shape.logprobs.exactOptional() }),
  refusalPartSchema,
  reasoningTextPartSchema,
  summaryTextPartSchema,
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.object({
    type: z.literal('computer_screenshot'),
    detail: imageDetailSchema,
    file_id: z.string().nullable(),
    image_url: z.string().nullable(),
  }),
])

/** A message of anybody, as `input_items`, a conversation or a compaction shows it. */
export const storedMessageSchema = z.strictObject({
  id: idSchema,
  type: z.literal('message'),
  status: itemStatusSchema,
  content: z.array(storedPartSchema),
  phase: messagePhaseSchema.nullable().exactOptional(),
  role: anyRoleSchema,
})

/** An item of a conversation or of a response's `input_items`: 29 types (SDK of 2026-11, `ConversationItem`). */
export const conversationItemSchema = z.discriminatedUnion('type', [storedMessageSchema, configurationUpdateSchema, ...values(outputItems)])

/** @see {@link storedMessageSchema} */
export type StoredMessage = z.infer<typeof storedMessageSchema>
/** @see {@link conversationItemSchema} */
export type ConversationItem = z.infer<typeof conversationItemSchema>
/** The type of a conversation item. */
export type ConversationItemType = ConversationItem['type']

/** The 29 types of conversation items. */
export const conversationItemTypes: readonly ConversationItemType[] = conversationItemSchema.options.map(
  (option) => option.shape.type.value,
)

function values<T extends object>(record: T): T[keyof T][] {
  return Object.values(record) as T[keyof T][]
}
