/** Finds the end of one JSON object or array that arrives in pieces. */
export interface JsonScanner {
  /** The index in `piece` right after the value's last character; -1 when the value goes on. */
  push(piece: string): number
}

export function createJsonScanner(): JsonScanner {
  let depth = 0
  let inString = false
  let escaped = false
  return {
    push(piece) {
      for (let at = 0; at < piece.length; at++) {
        const char = piece[at]
        if (inString) {
          if (escaped) escaped = false
          else if (char === '\\') escaped = true
          else if (char === '"') inString = false
        } else if (char === '"') inString = true
        else if (char === '{' || char === '[') depth++
        else if ((char === '}' || char === ']') && --depth <= 0) return at + 1
      }
      return -1
    },
  }
}
