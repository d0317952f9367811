import type { Include } from '@goldwire/schemas'

import type { StoredItem } from '../store/store.ts'
import { completeItem } from './complete-item.ts'

type Fields = { [key: string]: unknown }

/** What the API shows of an item only to those who ask for it; how the item looks to the others. */
const extras: { [type: string]: { include: Include; hide: (item: Fields) => Fields }[] } = {
  message: [
    {
      include: 'message.output_text.logprobs',
      hide: (item) => ({
        ...item,
        content: (item['content'] as Fields[]).map((part) => (part['type'] === 'output_text' ? { ...part, logprobs: [] } : part)),
      }),
    },
  ],
  reasoning: [{ include: 'reasoning.encrypted_content', hide: ({ encrypted_content: _, ...item }) => item }],
  file_search_call: [{ include: 'file_search_call.results', hide: (item) => ({ ...item, results: null }) }],
  code_interpreter_call: [{ include: 'code_interpreter_call.outputs', hide: (item) => ({ ...item, outputs: null }) }],
  web_search_call: [
    {
      include: 'web_search_call.action.sources',
      hide: (item) => {
        const { sources: _, ...action } = item['action'] as Fields
        return { ...item, action }
      },
    },
  ],
}

/** An item of a conversation as it is listed: complete, without what was not asked for. What was not kept cannot be included either. */
export function showItem(item: StoredItem, include: readonly Include[]): object {
  let shown = completeItem(item) as Fields
  for (const extra of extras[String(shown['type'])] ?? []) {
    if (!include.includes(extra.include)) shown = extra.hide(shown)
  }
  return shown
}
