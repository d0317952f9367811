import { randomBytes } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'

import { ConfigError } from './config.ts'

export interface SecretOptions {
  /** Given by the caller. */
  secret: string | Uint8Array | undefined
  /** `GOLDWIRE_SECRET`. */
  environment: string | undefined
  /** Where responses are kept; ciphertexts of a file must be readable as long as the file is. */
  store: unknown
}

/**
 * What `encrypted_content` is encrypted with: the one given, else `GOLDWIRE_SECRET`, else for `sqlite:FILE` the content of `FILE.secret`, which is
 * made when it is not there and only its owner can read. `undefined` stands for one that lives as long as the process.
 *
 * @throws ConfigError when the file can be neither made nor read
 */
export async function openSecret({ secret, environment, store }: SecretOptions): Promise<string | Uint8Array | undefined> {
  const given = secret ?? environment
  if (given !== undefined && given.length > 0) return given
  const file = typeof store === 'string' && store.startsWith('sqlite:') ? store.slice('sqlite:'.length) : ''
  if (file === '' || file === ':memory:') return undefined
  const path = `${file}.secret`
  try {
    return (await makeSecret(path)) ?? (await readSecret(path))
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new ConfigError(`Failed to read or make the secret '${path}': ${why}. Set GOLDWIRE_SECRET instead.`, { cause })
  }
}

/** `null` when the file is there already. */
async function makeSecret(path: string): Promise<string | null> {
  const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return null
    throw error
  })
  if (file === null) return null
  try {
    const secret = randomBytes(32).toString('base64url')
    await file.writeFile(secret)
    await file.sync()
    return secret
  } finally {
    await file.close()
  }
}

async function readSecret(path: string): Promise<string> {
  const secret = (await readFile(path, 'utf8')).trim()
  if (secret === '') throw new ConfigError(`The secret '${path}' is empty. Delete the file to have a new one made.`)
  return secret
}
