import type { CreateResponseBody } from '@goldwire/schemas'

import { ApiError } from './api-error.ts'

/**
 * One response at a time reads from and adds to a conversation: two at once would each answer without knowing of the other. OpenAI refuses
 * the second one too (paulgmiller/careme#379). Holds within this process; of several servers on one database the last to finish is the last
 * in the conversation.
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

export function createConversationLocks(): ConversationLocks {
  const holders = new Map<string, object>()
  return {
    async hold(body, action) {
      const id = conversationIdOf(body)
      if (id === null) return await action(() => {})
      if (holders.has(id)) {
        const message = 'Another process is currently operating on this conversation. Please retry in a few seconds.'
        throw new ApiError({ code: 'conversation_locked', param: 'conversation', message })
      }
      const holder = {}
      holders.set(id, holder)
      const release = () => {
        if (holders.get(id) === holder) holders.delete(id)
      }
      try {
        return await action(release)
      } catch (error) {
        release()
        throw error
      }
    },
  }
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
