import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** How the programs of one language are made ready, and how each is run. */
export interface Toolchain {
  name: string
  /** The command without which the language is skipped, and how it tells its version. */
  needs: string[]
  /** Run one after the other; what fails skips the clients of this toolchain by name. */
  install: { command: string[]; folder: string; env?: Record<string, string> }[]
  /** What is checked of the programs themselves, once they are installed. */
  programs?: { check: string; command: string[]; folder: string }
  clients: { name: string; command: string[] }[]
}

const here = fileURLToPath(new URL('.', import.meta.url))
const cache = process.env['GOLDWIRE_CLIENTS_CACHE'] ?? `${here}.cache`
const python = process.platform === 'win32' ? `${cache}/python/Scripts/python.exe` : `${cache}/python/bin/python`

const node = (...names: string[]) => names.map((name) => ({ name, command: [process.execPath, `${here}node/main.ts`, name] }))

export const toolchains: readonly Toolchain[] = [
  {
    name: 'Node',
    needs: [process.execPath, '--version'],
    install: [{ command: ['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error'], folder: `${here}node` }],
    programs: {
      check: 'types',
      command: [process.execPath, fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url)), '-p', 'tsconfig.json'],
      folder: `${here}node`,
    },
    clients: node(
      'openai-node',
      'openai-node-stream',
      'ai-sdk-openai',
      'ai-sdk-open-responses',
      'langchain',
      'openai-agents',
      'tanstack',
      'codex',
    ),
  },
  {
    name: 'Rust',
    needs: ['cargo', '--version'],
    install: [{ command: ['cargo', 'build', '--locked', '--quiet'], folder: `${here}rust`, env: { CARGO_TARGET_DIR: `${cache}/rust` } }],
    clients: [
      { name: 'rig', command: [`${cache}/rust/debug/goldwire-client-rig`] },
      { name: 'rig-0.38', command: [`${cache}/rust/debug/goldwire-client-rig-strict`] },
      { name: 'async-openai', command: [`${cache}/rust/debug/goldwire-client-async-openai`] },
    ],
  },
  {
    name: 'Python',
    needs: ['python3', '--version'],
    install: [
      { command: ['python3', '-m', 'venv', `${cache}/python`], folder: here },
      { command: [python, '-m', 'pip', 'install', '--quiet', '--no-deps', '--requirement', 'requirements.txt'], folder: `${here}python` },
    ],
    clients: ['openai-python', 'openai-python-stream'].map((name) => ({ name, command: [python, `${here}python/client.py`, name] })),
  },
  {
    name: 'Go',
    needs: ['go', 'version'],
    // Unoptimised: it is run once, and compiling is most of the time.
    install: [{ command: ['go', 'build', '-gcflags=all=-N -l', '-o', `${cache}/openai-go`, '.'], folder: `${here}go` }],
    clients: [{ name: 'openai-go', command: [`${cache}/openai-go`] }],
  },
]

/**
 * Makes the clients of a toolchain ready.
 *
 * @param deadline - when it must be done, on `performance.now()`'s clock
 * @returns why they cannot be run here, or null
 */
export async function install(
  { needs, install: steps }: Toolchain,
  log: (text: string) => void,
  deadline = Number.POSITIVE_INFINITY,
): Promise<string | null> {
  const [command = ''] = needs
  if ((await run(needs, { folder: here })).code !== 0) return `${command} is not installed`
  for (const step of steps) {
    if (!existsSync(step.folder)) return `${step.folder} is missing`
    log(step.command.join(' ').replaceAll(here, ''))
    const limit = Number.isFinite(deadline) ? { limit: Math.max(1, deadline - performance.now()) } : {}
    const { code, output } = await run(step.command, { ...step, ...limit })
    if (code === null)
      return `\`${step.command.join(' ').replaceAll(here, '')}\` was not done within the budget; without --budget it takes its time`
    if (code !== 0)
      return `\`${step.command.join(' ').replaceAll(here, '')}\` ended with ${code}: ${output.trim().split('\n').slice(-6).join('\n    ')}`
  }
  return null
}

export interface RunOptions {
  folder: string
  env?: Record<string, string>
  /** Milliseconds; none = as long as it takes. */
  limit?: number
  onLine?: (line: string) => void
  input?: string
}

/** Runs a command to its end. `code` is null when it was killed at its limit. */
export function run(
  [command = '', ...rest]: readonly string[],
  { folder, env, limit, onLine, input }: RunOptions,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, rest, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: limit !== undefined,
    })
    let output = ''
    let unfinished = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      const lines = (unfinished + text).split('\n')
      unfinished = lines.pop() ?? ''
      for (const line of lines) onLine?.(line)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    child.stdin.on('error', () => undefined)
    child.stdin.end(input ?? '')
    const timer = limit === undefined ? undefined : setTimeout(() => killGroup(child), limit)
    child.on('error', (error) => {
      clearTimeout(timer)
      resolve({ code: 127, output: error.message })
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code, output })
    })
  })
}

/** A compiler leaves children behind when only it is killed. */
function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}
