import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where `npm run llama-server:build` builds; ignored by git. */
export const serverFolder = fileURLToPath(new URL('./.cache', import.meta.url))

/** The llama-server that is measured: `$LLAMA_SERVER`, or the one built here. */
export const serverBinary = process.env['LLAMA_SERVER'] ?? join(serverFolder, 'source', 'build', 'bin', 'llama-server')

/** `version: 0.4.0 (80fb11a)`, or null when there is no such program. */
export function serverVersion(): string | null {
  const { status, stdout, stderr } = spawnSync(serverBinary, ['--version'], { encoding: 'utf8' })
  if (status !== 0) return null
  return /^version:.*$/m.exec(`${stdout}\n${stderr}`)?.[0] ?? 'version unknown'
}
