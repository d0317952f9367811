import { setTimeout as sleep } from 'node:timers/promises'

import type { CreateResponseBody } from '@goldwire/schemas'

import type { SharedLocks } from '../replicas/shared-locks.ts'
import { ApiError } from './api-error.ts'

const ATTEMPTS = 4
const BETWEEN_MS = 25

/**
 * One response at a time reads from and adds to a conversation: two at once would each answer without knowing of the other. OpenAI refuses
 * the second one too (paulgmiller/careme#379). Holds for all servers that share locks.
 */
export interface ConversationLocks {
  /**
   * Does something with the conversation of a request held. It is free again when `release` is called (once or more), or when `action`
   * throws. A request without a conversation holds nothing.
   *
   * @throws ApiError 400 `conversation_locked`
   * @throws what `action` throws
   */
  hold<Result>(body: Pick<CreateResponseBody, 'conversation'>, action: (release: () => void) => Promise<Result>): Promise<Result>
}

/** @param shared - locks that other servers heed too; within this process alone where there are none */
export function createConversationLocks(shared: SharedLocks | null = null): ConversationLocks {
  const holders = new Map<string, object>()
  return {
    async hold(body, action) {
      const id = conversationIdOf(body)
      if (id === null) return await action(() => {})
      if (holders.has(id)) throw locked()
      const holder = {}
      holders.set(id, holder)
      let giveBack: (() => void) | null = null
      const release = () => {
        if (holders.get(id) !== holder) return
        giveBack?.()
        holders.delete(id)
      }
      try {
        if (shared !== null) {
          giveBack = await acquireSoon(shared, `conversation:${id}`)
          if (giveBack === null) throw locked()
        }
        return await action(release)
      } catch (error) {
        release()
        throw error
      }
    },
  }
}

/** A lock that another server is just giving back is not held: its client knows already that the response is over. */
async function acquireSoon(shared: SharedLocks, key: string): Promise<(() => void) | null> {
  for (let attempt = 1; ; attempt += 1) {
    const giveBack = await shared.acquire(key)
    if (giveBack !== null || attempt === ATTEMPTS) return giveBack
    await sleep(BETWEEN_MS)
  }
}

function locked(): ApiError {
  const message = 'Another process is currently operating on this conversation. Please retry in a few seconds.'
  return new ApiError({ code: 'conversation_locked', param: 'conversation', message })
}

/** The id of the conversation a request names, in either form. */
export function conversationIdOf({ conversation }: Pick<CreateResponseBody, 'conversation'>): string | null {
  if (conversation === undefined || conversation === null) return null
  return typeof conversation === 'string' ? conversation : conversation.id
}

/** What OpenAI answers for a conversation it does not have, wherever it is named. */
export function conversationNotFound(id: string): ApiError {
  return new ApiError({ code: null, status: 404, message: `Conversation with id '${id.slice(0, 200)}' not found.` })
}
