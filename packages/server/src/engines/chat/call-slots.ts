import type { CallPiece } from './chat-piece.ts'

/** What is known of a call that is being streamed. */
export interface KnownCall {
  readonly id: string
  readonly name: string
  /** Its arguments are a whole JSON value. */
  readonly isWhole: boolean
}

/**
 * Finds the call a piece belongs to. `index` says it, but not everywhere: Ollama before 0.21 and Gemini count every call 0 (ollama#15457), others
 * leave it out, vLLM before 0.9 gave every piece of a forced call another id, and some repeat id and name with every piece.
 */
export function createCallSlots<Call extends KnownCall>(open: () => Call): { find(piece: CallPiece): Call } {
  const byIndex = new Map<number, Call>()
  let last: Call | null = null

  const begin = (index: number | null): Call => {
    const call = open()
    if (index !== null) byIndex.set(index, call)
    last = call
    return call
  }
  /** The piece names another call than this one, though it counts alike. */
  const isOther = (call: Call, { id, name, arguments: text }: CallPiece) => {
    if (name === '' || (id !== '' && id === call.id)) return false
    if (id !== '' && call.id !== '') return call.isWhole || name !== call.name
    // No ids: a name that comes again with more arguments, after the first were whole.
    return call.isWhole && (name !== call.name || text.trim() !== '')
  }

  return {
    find(piece) {
      const { index } = piece
      if (index !== null) {
        const call = byIndex.get(index)
        if (call === undefined || isOther(call, piece)) return begin(index)
        last = call
        return call
      }
      if (last === null) return begin(null)
      return isOther(last, piece) ? begin(null) : last
    },
  }
}
