/**
 * `npm test`: everything that must hold before a change lands, with one closing line `N passed, N failed, N skipped`.
 * Every static check counts as one; vitest's tests count one each. What this machine lacks is skipped by name, never silently.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const reports = `${root}reports`
const vitestReport = `${reports}/vitest.json`
const clientsReport = `${reports}/clients.json`
const browserReport = `${reports}/browser.json`

interface Tally {
  passed: number
  failed: number
  skipped: string[]
}

const checks: { name: string; command: string[] }[] = [
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'types', command: ['turbo', 'run', 'typecheck', '--output-logs=errors-only'] },
  { name: 'packages (build, publint, attw)', command: ['turbo', 'run', 'package-check', '--output-logs=errors-only', '--concurrency=2'] },
]

async function main(): Promise<void> {
  await mkdir(reports, { recursive: true })
  const tally: Tally = { passed: 0, failed: 0, skipped: [] }
  const failures: string[] = []
  for (const { name, command } of checks) {
    console.log(`\n=== ${name}: ${command.join(' ')}`)
    const isGood = (await run(command)) === 0
    tally[isGood ? 'passed' : 'failed'] += 1
    if (!isGood) failures.push(name)
  }
  console.log('\n=== tests: vitest run')
  await rm(vitestReport, { force: true })
  const code = await run([
    'vitest',
    'run',
    process.stdout.isTTY ? '--reporter=dot' : '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${vitestReport}`,
  ])
  await addVitest(code, vitestReport, tally, failures)
  await addBrowser(tally, failures)
  await addFuzz(tally, failures)
  await addClients(tally, failures)
  if (tally.skipped.length > 0) {
    console.log(`\nSKIPPED on this machine (${tally.skipped.length}):`)
    for (const name of tally.skipped) console.log(`  - ${name}`)
  }
  if (failures.length > 0) {
    console.log(`\nFAILED (${failures.length}):`)
    for (const name of failures) console.log(`  - ${name}`)
  }
  console.log(`\n${tally.passed} passed, ${tally.failed} failed, ${tally.skipped.length} skipped`)
  process.exitCode = tally.failed > 0 ? 1 : 0
}

interface VitestReport {
  testResults: { name: string; status: string; message: string; assertionResults: { fullName: string; status: string }[] }[]
}

/** The runner ends with this where there is no browser; it has said why. */
const SKIPPED = 77

async function addBrowser(tally: Tally, failures: string[]): Promise<void> {
  console.log('\n=== browser: npm run test:browser')
  await rm(browserReport, { force: true })
  const script = `${root}test/browser/run-browser-tests.ts`
  const code = await run([
    'node',
    '--conditions=source',
    script,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${browserReport}`,
  ])
  if (code === SKIPPED) tally.skipped.push('browser tests (the reason is above)')
  else await addVitest(code, browserReport, tally, failures)
}

/** A short run of what `npm run test:fuzz` does for longer. */
async function addFuzz(tally: Tally, failures: string[]): Promise<void> {
  console.log('\n=== fuzzing: npm run test:fuzz -- --seconds 40')
  const code = await run(['node', '--conditions=source', `${root}test/fuzz/run-fuzz.ts`, '--seconds', '40'])
  if (code === SKIPPED) tally.skipped.push('fuzzing with schemathesis (the reason is above)')
  else {
    tally[code === 0 ? 'passed' : 'failed'] += 1
    if (code !== 0) failures.push('fuzzing with schemathesis')
  }
}

async function addVitest(code: number, reportFile: string, tally: Tally, failures: string[]): Promise<void> {
  if (!existsSync(reportFile)) {
    tally.failed += 1
    failures.push(`vitest ended with ${code} and left no report`)
    return
  }
  const report = JSON.parse(await readFile(reportFile, 'utf8')) as VitestReport
  const before = tally.failed
  for (const file of report.testResults) {
    if (file.assertionResults.length === 0 && file.status === 'failed') {
      tally.failed += 1
      failures.push(`${file.name}: ${file.message.split('\n')[0]}`)
    }
    for (const test of file.assertionResults) {
      if (test.status === 'passed') tally.passed += 1
      else if (test.status === 'failed') {
        tally.failed += 1
        failures.push(`${file.name.replace(root, '')} ${test.fullName}`)
      } else tally.skipped.push(`${file.name.replace(root, '')} ${test.fullName}`)
    }
  }
  // An unhandled error fails the run although every test passed.
  if (code !== 0 && tally.failed === before) {
    tally.failed += 1
    failures.push(`vitest ended with ${code} although no test failed: an unhandled error, see above`)
  }
}

interface ClientsReport {
  results: { client: string; check: string; status: 'pass' | 'fail' | 'skip'; detail?: string }[]
  skipped: { client: string; reason: string }[]
}

/** Every check of a real client counts one; a client that cannot be installed here is one that was skipped. */
async function addClients(tally: Tally, failures: string[]): Promise<void> {
  console.log('\n=== clients: npm run test:clients')
  await rm(clientsReport, { force: true })
  process.env['GOLDWIRE_CLIENTS_REPORT'] = clientsReport
  const code = await run(['node', '--conditions=source', 'test/clients/run-clients.ts', '--budget', '330'])
  if (!existsSync(clientsReport)) {
    tally.failed += 1
    failures.push(`the clients ended with ${code} and left no report`)
    return
  }
  const { results, skipped } = JSON.parse(await readFile(clientsReport, 'utf8')) as ClientsReport
  for (const { client, check, status, detail = '' } of results) {
    if (status === 'pass') tally.passed += 1
    else if (status === 'fail') {
      tally.failed += 1
      failures.push(`client ${client} ${check}: ${detail}`)
    } else tally.skipped.push(`client ${client} ${check}: ${detail}`)
  }
  for (const { client, reason } of skipped) tally.skipped.push(`client ${client}: ${reason.split('\n')[0]}`)
}

function run([command, ...args]: string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(`${root}node_modules/.bin/${command}`, args, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }), TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
    })
    child.on('error', () => resolve(127))
    child.on('close', (code) => resolve(code ?? 1))
  })
}

await main()
