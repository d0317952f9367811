import type { Token } from 'node-llama-cpp'

/** What the vocabulary of a GGUF says, as its metadata names it. */
export interface Vocabulary {
  /** `gpt2` = byte-level BPE, `llama` = SentencePiece. */
  model: string
  /** The raw texts, in token order; absent in files that were read without them. */
  tokens: readonly string[] | undefined
  /** 1 normal, 3 control, 4 user defined, 6 byte. */
  tokenTypes: readonly number[] | undefined
  /** The binding's own rendering, for vocabularies of other kinds. */
  detokenize: (tokens: Token[]) => string
}

export interface TokenText {
  /** The exact bytes of a token; a token may hold half a character. */
  bytes(token: Token): Uint8Array
  /** A decoder for one answer: tokens in, text out as soon as its characters are whole. */
  createDecoder(): TextOfTokens
}

export interface TextOfTokens {
  /** The text this token completes; '' while a character is still open. */
  push(token: Token): string
}

/**
 * Tokens to text without asking the binding again for every token: each token's bytes are found once. A decoder works on one token at a time,
 * so a long answer costs the same per token as a short one.
 */
export function createTokenText(vocabulary: Vocabulary): TokenText {
  const known: (Uint8Array | undefined)[] = []
  const texts: (string | undefined)[] = []
  const bytes = (token: Token) => (known[token] ??= bytesOf(vocabulary, token))

  return {
    bytes,
    createDecoder() {
      const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
      let isOpen = false
      return {
        push(token) {
          if (!isOpen) {
            const text = (texts[token] ??= wholeText(bytes(token)) ?? '')
            if (text !== '') return text
          }
          const text = decoder.decode(bytes(token), { stream: true })
          isOpen = hasOpenCharacter(bytes(token), isOpen)
          return text
        },
      }
    },
  }
}

const encoder = new TextEncoder()

function bytesOf({ model, tokens, tokenTypes, detokenize }: Vocabulary, token: Token): Uint8Array {
  const raw = tokens?.[token]
  const type = tokenTypes?.[token] ?? 1
  if (raw !== undefined && (type === 3 || type === 4)) return encoder.encode(raw)
  if (raw !== undefined && model === 'gpt2') return byteLevelBytes(raw) ?? encoder.encode(raw)
  if (raw !== undefined && model === 'llama') {
    const byte = /^<0x([0-9A-F]{2})>$/.exec(raw)
    return byte && type === 6 ? Uint8Array.of(Number.parseInt(byte[1] ?? '', 16)) : encoder.encode(raw.replaceAll('▁', ' '))
  }
  return encoder.encode(detokenize([token]))
}

/** GPT-2's table: every byte has a printable character, its own where it has one, otherwise one from U+0100 on. */
const byteOfCharacter: ReadonlyMap<string, number> = (() => {
  const table = new Map<string, number>()
  let next = 0x100
  for (let byte = 0; byte < 256; byte++) {
    const isPrintable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae
    table.set(String.fromCodePoint(isPrintable ? byte : next++), byte)
  }
  return table
})()

function byteLevelBytes(raw: string): Uint8Array | null {
  const bytes = Array.from(raw, (char) => byteOfCharacter.get(char))
  return bytes.some((byte) => byte === undefined) ? null : Uint8Array.from(bytes as number[])
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** null for bytes that begin or end within a character. */
function wholeText(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes)
  } catch {
    return null
  }
}

/** Whether a character is still open after `bytes`: how many follow-up bytes the last lead byte wants, against how many came. */
function hasOpenCharacter(bytes: Uint8Array, wasOpen: boolean): boolean {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return false
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2)
  }
  // Only follow-up bytes: the decoder knows whether they were the last ones; staying on the slow path is always right.
  return wasOpen
}
