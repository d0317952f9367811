import { spawn } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { parse } from 'yaml'

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

export interface ActionStep {
  id?: string
  name: string
  if?: string
  uses?: string
  shell?: string
  run?: string
  env?: { [name: string]: string }
  with?: { [name: string]: string }
}

export interface ActionFile {
  name: string
  inputs: { [name: string]: { description: string; required?: boolean; default?: string } }
  outputs: { [name: string]: { description: string; value: string } }
  runs: { using: string; steps: ActionStep[] }
}

export async function readAction(): Promise<ActionFile> {
  return parse(await readFile(join(root, 'action.yml'), 'utf8')) as ActionFile
}

export interface ActionRun {
  /** Whether the job would be green. */
  success: boolean
  outputs: { [name: string]: string }
  summary: string
  log: string
  /** Names of the steps that ran. */
  ran: string[]
}

/** Runs the action's shell steps as a runner would, in `folder`: files for outputs and summary, expressions, conditions. Steps that use other actions are left out. */
export async function runAction(given: { [name: string]: string }, folder: string): Promise<ActionRun> {
  const action = await readAction()
  const inputs = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, given[name] ?? input.default ?? '']))
  const steps: { [id: string]: { [name: string]: string } } = {}
  const files = { summary: join(folder, 'runner/summary.md'), temp: join(folder, 'runner/temp'), workspace: join(folder, 'workspace') }
  await mkdir(files.temp, { recursive: true })
  await mkdir(files.workspace, { recursive: true })
  await writeFile(files.summary, '')
  const context: Context = { inputs, steps, values: { 'github.action_path': root, 'runner.temp': files.temp } }
  const result: ActionRun = { success: true, outputs: {}, summary: '', log: '', ran: [] }
  for (const [index, step] of action.runs.steps.entries()) {
    if (step.run === undefined || !isWanted(step, result.success, context)) continue
    const outputFile = join(folder, `runner/output-${index}`)
    await writeFile(outputFile, '')
    result.ran.push(step.name)
    const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, text]) => [name, expand(text, context)]))
    const { code, log } = await bash(step.run, { ...env, GITHUB_OUTPUT: outputFile, GITHUB_STEP_SUMMARY: files.summary }, files.workspace)
    result.log += log
    if (code !== 0) result.success = false
    if (step.id !== undefined) steps[step.id] = parseOutputs(await readFile(outputFile, 'utf8'))
  }
  result.summary = await readFile(files.summary, 'utf8')
  result.outputs = Object.fromEntries(Object.entries(action.outputs).map(([name, { value }]) => [name, expand(value, context)]))
  return result
}

interface Context {
  inputs: { [name: string]: string }
  steps: { [id: string]: { [name: string]: string } }
  values: { [name: string]: string }
}

function isWanted(step: ActionStep, success: boolean, context: Context): boolean {
  const terms = (step.if ?? '').split('&&').map((term) => term.trim())
  const isAlways = terms.includes('always()')
  const rest = terms.filter((term) => term !== '' && term !== 'always()')
  return (success || isAlways) && rest.every((term) => evaluate(term, context) === 'true')
}

function expand(text: string, context: Context): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) => evaluate(expression.trim(), context))
}

/** The little of the expression language that the action uses; anything else throws, so that the test cannot pass by not understanding. */
function evaluate(expression: string, context: Context): string {
  const unequal = /^(\S+) != ''$/.exec(expression)
  if (unequal?.[1]) return String(evaluate(unequal[1], context) !== '')
  const [first, second] = expression.split(' || ')
  if (first !== undefined && second !== undefined) return evaluate(first, context) || evaluate(second, context)
  const input = /^inputs\.([\w-]+)$/.exec(expression)?.[1]
  if (input !== undefined) {
    const value = context.inputs[input]
    if (value === undefined) throw new Error(`action.yml has no input ${input}`)
    return value
  }
  const [, step, output] = /^steps\.([\w-]+)\.outputs\.([\w-]+)$/.exec(expression) ?? []
  if (step !== undefined && output !== undefined) return context.steps[step]?.[output] ?? ''
  const value = context.values[expression]
  if (value === undefined) throw new Error(`the expression ${expression} is not understood`)
  return value
}

function parseOutputs(text: string): { [name: string]: string } {
  const lines = text.split('\n').filter((line) => line !== '')
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
}

/** As GitHub runs `shell: bash`. */
function bash(script: string, env: { [name: string]: string }, cwd: string): Promise<{ code: number; log: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd,
      env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let log = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (log += chunk.toString('utf8')))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, log }))
  })
}
