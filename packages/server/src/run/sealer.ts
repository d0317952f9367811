import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** What a ciphertext holds; one kind is never taken for another. */
export type SealedKind = 'reasoning' | 'compaction'

/**
 * Encrypts what a client keeps for the server between requests. Only a sealer made of the same secret can read it, and nobody can change it
 * unnoticed.
 */
export interface Sealer {
  /** A new ciphertext every time, base64url. */
  seal(kind: SealedKind, text: string): string
  /** The text; `null` for what this server did not make, or what was damaged. */
  open(kind: SealedKind, sealed: string): string | null
}

/** Layout 1: this byte, 12 bytes nonce, AES-256-GCM ciphertext, 16 bytes tag; version and kind are authenticated along. */
const VERSION = 1
const NONCE = 12
const TAG = 16

/**
 * @param secret - any text or bytes; servers that share it can read each other's ciphertexts. Left out: a new one, so that nothing can be read
 *   after a restart
 */
export function createSealer(secret: string | Uint8Array = randomBytes(32)): Sealer {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'goldwire encrypted_content', 32))
  const bindingOf = (kind: SealedKind) => Buffer.from(`${VERSION} ${kind}`)

  return {
    seal(kind, text) {
      const nonce = randomBytes(NONCE)
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG })
      cipher.setAAD(bindingOf(kind))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(VERSION), nonce, body, cipher.getAuthTag()]).toString('base64url')
    },
    open(kind, sealed) {
      const bytes = Buffer.from(sealed, 'base64url')
      // Decoding skips what is no base64url; a ciphertext with anything between is not one of ours.
      if (bytes[0] !== VERSION || bytes.length < 1 + NONCE + TAG || bytes.toString('base64url') !== sealed) return null
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + NONCE), { authTagLength: TAG })
      decipher.setAAD(bindingOf(kind))
      decipher.setAuthTag(bytes.subarray(-TAG))
      try {
        return Buffer.concat([decipher.update(bytes.subarray(1 + NONCE, -TAG)), decipher.final()]).toString('utf8')
      } catch {
        return null
      }
    },
  }
}
