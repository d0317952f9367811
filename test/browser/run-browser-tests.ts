/**
 * `npm run test:browser`: the pages of `@goldwire/viewer` in a real browser. The driver is installed here on demand; without a browser or
 * the driver the run says what is missing and ends with 77, which `npm test` counts as skipped. Flags go to vitest.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const SKIPPED = 77
const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))

const browser = [
  process.env['GOLDWIRE_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((path) => path !== undefined && path !== '' && existsSync(path))

function main(): number {
  if (browser === undefined) return skip('no chromium (install Debian\'s "chromium", or name one by GOLDWIRE_CHROMIUM)')
  if (!existsSync(`${here}node_modules/playwright-core/package.json`)) {
    const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
      cwd: here,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    })
    if (status !== 0) return skip('playwright-core cannot be installed')
  }
  const vitest = `${root}node_modules/vitest/vitest.mjs`
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--config', `${here}vitest.config.ts`, ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, GOLDWIRE_CHROMIUM: browser },
  })
  return status ?? 1
}

function skip(reason: string): number {
  console.log(`SKIPPED browser tests: ${reason}`)
  return SKIPPED
}

process.exitCode = main()
