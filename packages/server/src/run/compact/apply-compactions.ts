import type { StoredItem } from '../../store/store.ts'
import { invalidEncryptedContent } from '../open-sealed-items.ts'
import type { Sealer } from '../sealer.ts'
import { readPayload } from './compaction-payload.ts'

/**
 * The conversation as the last compaction in it left it: what it stands for is dropped, rules stay, and it holds its text in the clear, for the
 * engine. It comes before the users' messages that were kept beside it.
 *
 * @throws ApiError 400 `invalid_encrypted_content` for a compaction this server did not make
 */
export function applyCompactions(items: readonly StoredItem[], sealer: Sealer): StoredItem[] {
  for (const item of items) if (item.type === 'compaction') open(item.encrypted_content, sealer)
  const at = items.findLastIndex((item) => item.type === 'compaction')
  const last = items[at]
  if (last?.type !== 'compaction') return [...items]
  const { covers, text } = open(last.encrypted_content, sealer)
  const before = items.slice(0, at)
  const rules = before.filter((item) => hasRole(item, ['system', 'developer']))
  const users = covers === 'all' ? [] : before.filter((item) => hasRole(item, ['user']))
  return [...rules, { ...last, encrypted_content: text }, ...users, ...items.slice(at + 1)]
}

function open(ciphertext: string, sealer: Sealer) {
  const payload = readPayload(sealer.open('compaction', ciphertext) ?? '')
  if (payload === null) throw invalidEncryptedContent(ciphertext)
  return payload
}

function hasRole(item: StoredItem, roles: readonly string[]): boolean {
  return 'role' in item && item.type === 'message' && roles.includes(item.role)
}
