import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'

const folder = fileURLToPath(new URL('peers', import.meta.url))
let refusal: string | null | undefined

/** Installs the peers into their own folder where they are not there yet; says why where that fails. */
function installPeers(): string | null {
  if (existsSync(`${folder}/node_modules/.package-lock.json`)) return null
  process.stderr.write('lab: installing the other checkers into tools/lab/peers\n')
  try {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--no-workspaces'], { cwd: folder, stdio: 'pipe' })
    return null
  } catch (error) {
    return `npm ci in ${folder} failed: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`
  }
}

/** A module of a peer's package (a file path inside node_modules), or why it is not to be had. */
export async function importPeer(path: string): Promise<unknown> {
  refusal ??= installPeers()
  if (refusal !== null) return refusal
  const file = `${folder}/node_modules/${path}`
  if (!existsSync(file)) return `${path} is not in ${folder}/node_modules`
  return import(pathToFileURL(file).href)
}

export function peerVersion(name: string): string {
  const text = readFileSync(`${folder}/node_modules/${name}/package.json`, 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

/** The text of a file of a peer's package. */
export function peerText(path: string): string {
  return readFileSync(`${folder}/node_modules/${path}`, 'utf8')
}
