import { type ClientStream, framesOf } from '../client-stream.ts'
import { broken, type Gathered } from '../reading.ts'

/** Events as the AI SDK's provider-utils read them: `[DONE]` is let be, a frame that the stream's end cut is dropped, what is no JSON is an error. */
export function* aiSdkEvents(stream: ClientStream): Generator<unknown, void> {
  for (const { data, isCut } of framesOf(stream)) if (!isCut && data !== null && data !== '[DONE]') yield parsed(data)
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data) as unknown
  } catch {
    throw broken('an event is no JSON')
  }
}

/** What `streamText` of ai 7 does with the parts of a provider: pieces belong to a part that was started and not yet ended. */
export interface Parts {
  start(kind: 'text' | 'reasoning', id: unknown): void
  /** @throws Stop */
  delta(kind: 'text' | 'reasoning', id: unknown, delta: unknown): void
  /** @throws Stop */
  end(kind: 'text' | 'reasoning', id: unknown): void
}

export function createParts(into: Gathered): Parts {
  const open = new Set<string>()
  const assertOpen = (kind: string, id: unknown) => {
    if (!open.has(`${kind} ${String(id)}`)) throw broken(`${kind} part not found: nothing announced it`)
  }
  return {
    start: (kind, id) => void open.add(`${kind} ${String(id)}`),
    delta(kind, id, delta) {
      // Empty pieces are not handed on.
      if (delta === '') return
      assertOpen(kind, id)
      if (kind === 'text') into.text += String(delta)
    },
    end(kind, id) {
      assertOpen(kind, id)
      open.delete(`${kind} ${String(id)}`)
    },
  }
}
