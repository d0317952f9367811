import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const environment = join(root, '.cache', 'schemathesis')

/** The `schemathesis` command in an environment of its own, or why this machine cannot have it. Installed once, then reused. */
export function installSchemathesis(): { command: string } | { missing: string } {
  const command = join(environment, 'bin', 'schemathesis')
  if (existsSync(command)) return { command }
  const steps = [
    ['python3', '-m', 'venv', environment],
    [
      join(environment, 'bin', 'pip'),
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--requirement',
      join(root, 'test/fuzz/requirements.txt'),
    ],
  ] as const
  for (const [program, ...args] of steps) {
    const { status, error, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 180_000 })
    if (status === 0) continue
    const reason = error?.message ?? stderr.trim().split('\n').at(-1) ?? 'unknown'
    return { missing: `${program} ${args.slice(0, 2).join(' ')} failed (${reason})` }
  }
  return { command }
}
