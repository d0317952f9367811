import { heldLength } from '../answer/held-length.ts'
import type { ChatDialect } from './chat-options.ts'

const tags = [
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  ['<thought>', '</thought>'],
  ['<reasoning>', '</reasoning>'],
  ['<seed:think>', '</seed:think>'],
  ['[THINK]', '[/THINK]'],
] as const
const opening = tags.map(([open]) => open)

export interface SplitText {
  type: 'text' | 'reasoning'
  text: string
}

/** Takes the thoughts out of a text that arrives in pieces: servers that do not know a model's tags leave them in it. */
export interface ThinkSplitter {
  push(text: string): SplitText[]
  /** What was held back because it could have been the beginning of a tag. */
  end(): SplitText[]
}

/**
 * Only a tag at the very beginning counts: text may speak of tags. The white space around the tags belongs to neither side.
 *
 * @param mode - see `ChatDialect`
 */
export function createThinkSplitter(mode: ChatDialect['thinkTags']): ThinkSplitter {
  let state: 'start' | 'thought' | 'after' | 'text' = mode === 'off' ? 'text' : mode === 'open' ? 'thought' : 'start'
  let closing: string = '</think>'
  let held = ''
  let isFirst = true

  const read = (): SplitText[] => {
    switch (state) {
      case 'start':
        return readStart()
      case 'thought':
        return readThought()
      case 'after': {
        held = held.trimStart()
        if (held === '') return []
        state = 'text'
        return read()
      }
      case 'text': {
        const text = held
        held = ''
        return text === '' ? [] : [{ type: 'text', text }]
      }
    }
  }
  const readStart = (): SplitText[] => {
    const trimmed = held.trimStart()
    const tag = tags.find(([open]) => trimmed.startsWith(open))
    if (tag !== undefined) {
      closing = tag[1]
      held = trimmed.slice(tag[0].length)
      state = 'thought'
      return read()
    }
    if (opening.some((open) => open.startsWith(trimmed))) return []
    state = 'text'
    return read()
  }
  const readThought = (): SplitText[] => {
    // A template that opened the thoughts itself, and a model that opens them once more.
    if (isFirst && opening.some((open) => open.startsWith(held.trimStart()) && held.trim() !== open)) return []
    if (isFirst) {
      const again = tags.find(([open]) => held.trimStart().startsWith(open))
      if (again !== undefined) {
        closing = again[1]
        held = held.trimStart().slice(again[0].length)
      }
      isFirst = false
    }
    const at = held.indexOf(closing)
    if (at === -1) {
      const keep = heldLength(held, [closing])
      const text = held.slice(0, held.length - keep)
      held = held.slice(held.length - keep)
      return text === '' ? [] : [{ type: 'reasoning', text }]
    }
    const text = held.slice(0, at)
    held = held.slice(at + closing.length)
    state = 'after'
    return [...(text === '' ? [] : [{ type: 'reasoning' as const, text }]), ...read()]
  }

  return {
    push(text) {
      held += text
      return read()
    },
    end() {
      const text = held
      held = ''
      return text === '' ? [] : [{ type: state === 'thought' ? 'reasoning' : 'text', text }]
    },
  }
}
