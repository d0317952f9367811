import type { StoredItem } from '../store/store.ts'
import { ApiError } from './api-error.ts'
import type { Sealer } from './sealer.ts'

/**
 * The conversation with its ciphertexts read: reasoning that came back encrypted holds its raw text again. What stands readable beside a
 * ciphertext counts for nothing, since only the ciphertext is known to be the model's own.
 *
 * @param earlierCount - how many items come from this server's own store: those say readably what they held, should the secret be another one now
 * @throws ApiError 400 `invalid_encrypted_content`, in OpenAI's words, for what this server did not encrypt
 */
export function openSealedItems(
  items: readonly StoredItem[],
  { sealer, earlierCount }: { sealer: Sealer; earlierCount: number },
): StoredItem[] {
  return items.map((item, index) => {
    if (item.type !== 'reasoning' || item.encrypted_content == null || index < earlierCount) return item
    const text = sealer.open('reasoning', item.encrypted_content)
    if (text === null) throw invalidEncryptedContent(item.encrypted_content)
    return { ...item, content: text === '' ? [] : [{ type: 'reasoning_text', text }] }
  })
}

/** Recorded in openai/codex#8145 and others: the first and last characters of the ciphertext, no param. */
export function invalidEncryptedContent(ciphertext: string): ApiError {
  const shown = ciphertext.length > 12 ? `${ciphertext.slice(0, 4)}...${ciphertext.slice(-4)}` : ciphertext
  const message = `The encrypted content ${shown} could not be verified. Reason: Encrypted content could not be decrypted or parsed.`
  return new ApiError({ code: 'invalid_encrypted_content', message })
}
