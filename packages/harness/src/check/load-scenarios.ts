import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { readGolden } from '../golden/read-golden.ts'
import { toScenario, type Scenario } from './scenario.ts'

/** The goldens that come with this package; inside the repository, the repository's own. */
export function defaultGoldensPath(): string {
  const [own, repository] = ['../../goldens', '../../../../goldens'].map((path) => fileURLToPath(new URL(path, import.meta.url))) as [
    string,
    string,
  ]
  return existsSync(repository) ? repository : own
}

/**
 * Reads every golden below `path` (a folder, or one file) that has a request to send, sorted by name.
 * @throws when a golden cannot be read, or when there is none
 */
export async function loadScenarios(path: string): Promise<Scenario[]> {
  if (!existsSync(path)) throw new Error(`there are no goldens at ${path}`)
  const names = path.endsWith('.jsonl')
    ? ['']
    : (await readdir(path, { recursive: true })).filter((name) => name.endsWith('.golden.jsonl')).sort()
  const scenarios: Scenario[] = []
  for (const name of names) {
    const scenario = toScenario(await readGolden(name === '' ? path : join(path, name)))
    if (scenario) scenarios.push(scenario)
  }
  if (scenarios.length === 0) throw new Error(`no golden at ${path} has a request to send`)
  return scenarios
}
