import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const runner = fileURLToPath(new URL('../../test/clients/run-clients.ts', import.meta.url))
const NAMES = ['rig', 'rig-0.38', 'async-openai', 'openai-node-stream']

/** What one check of one real client found. */
export interface ClientResult {
  client: string
  version: string
  check: string
  status: string
  detail?: string
}

/** Lets real clients (test/clients) read a server. What cannot be installed here is told by the runner on stderr and is not in the result. */
export async function checkClients(baseUrl: string, model: string): Promise<ClientResult[]> {
  const args = ['--conditions=source', runner, '--only', NAMES.join(','), '--base-url', baseUrl, '--model', model, '--json']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  await new Promise((resolve) => child.once('close', resolve))
  return (JSON.parse(out) as { results: ClientResult[] }).results
}
