export interface DecodedText {
  text: string
  /** Some bytes of this piece were not UTF-8. */
  invalid: boolean
}

export interface Utf8Decoder {
  /** Decodes a chunk that may begin and end inside a character. Usually one piece; a chunk with bad bytes comes as one piece a line. */
  decode(chunk: Uint8Array): DecodedText[]
  /** The character that was left unfinished, if any: bad by now. */
  flush(): DecodedText[]
}

const LF = 0x0a
const CR = 0x0d
const nothing = new Uint8Array(0)

/**
 * Decodes UTF-8 chunk by chunk and says *which* lines held bad bytes. A `TextDecoder` alone cannot: it either throws, losing the text, or
 * replaces silently, and a U+FFFD may also have been sent as such. A byte order mark is kept.
 */
export function createUtf8Decoder(): Utf8Decoder {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const encoder = new TextEncoder()
  let unfinished = nothing

  function decodeWhole(bytes: Uint8Array): DecodedText[] {
    const text = decoder.decode(bytes)
    if (!text.includes('\uFFFD') || sameBytes(encoder.encode(text), bytes)) return [{ text, invalid: false }]
    // No UTF-8 sequence contains LF or CR, so that cutting after them changes nothing and tells the lines apart.
    const pieces: DecodedText[] = []
    let start = 0
    for (let end = 1; end <= bytes.length; end++) {
      const last = bytes[end - 1]
      if (last !== LF && last !== CR && end !== bytes.length) continue
      const line = bytes.subarray(start, end)
      const lineText = decoder.decode(line)
      pieces.push({ text: lineText, invalid: lineText.includes('\uFFFD') && !sameBytes(encoder.encode(lineText), line) })
      start = end
    }
    return pieces
  }

  return {
    decode(chunk) {
      const bytes = unfinished.length === 0 ? chunk : concat(unfinished, chunk)
      const rest = unfinishedLength(bytes)
      unfinished = rest === 0 ? nothing : bytes.slice(bytes.length - rest)
      return bytes.length === rest ? [] : decodeWhole(rest === 0 ? bytes : bytes.subarray(0, bytes.length - rest))
    },
    flush() {
      const bytes = unfinished
      unfinished = nothing
      return bytes.length === 0 ? [] : decodeWhole(bytes)
    },
  }
}

/** How many bytes at the end begin a character that is not complete yet: 0 to 3. */
function unfinishedLength(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return 0
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return needed > back ? back : 0
    }
  }
  return 0
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(first.length + second.length)
  joined.set(first)
  joined.set(second, first.length)
  return joined
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
