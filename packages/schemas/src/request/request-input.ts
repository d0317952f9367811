import { z } from 'zod'

import { inputItemSchema } from '../items/input-item.ts'
import { MAX_TEXT_LENGTH } from './text-limit.ts'

/** What the model is asked: text (one user message), or items. */
export const requestInputSchema = z.union([z.string().max(MAX_TEXT_LENGTH), z.array(inputItemSchema)])
export type RequestInput = z.infer<typeof requestInputSchema>
