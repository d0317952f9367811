import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { readGolden } from '@goldwire/harness'
import OpenAI from 'openai'
import { rolldown } from 'rolldown'

import { type CheckResult, runChecks } from './checks.ts'
import { loadMsw } from './load-msw.ts'

/** `npm run test:msw`: replay through msw, in Node and in Chromium, with the official client. msw is installed here on demand. */
const here = fileURLToPath(new URL('.', import.meta.url))
const goldenFile = join(here, '../../goldens/openai/background.golden.jsonl')

async function main(): Promise<number> {
  if (!existsSync(join(here, 'node_modules/msw'))) {
    try {
      execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here, stdio: 'ignore', timeout: 240_000 })
    } catch {
      console.log('SKIPPED: msw could not be installed (npm ci in test/msw); replay through msw is not tested, in Node and in the browser')
      return 0
    }
  }
  const results = [...(await inNode()), ...(await inBrowser())]
  for (const { name, problem } of results)
    console.log(`${problem === null ? 'ok    ' : 'FAILED'} ${name}${problem === null ? '' : `: ${problem}`}`)
  const failed = results.filter(({ problem }) => problem !== null).length
  console.log(`${results.length - failed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

async function inNode(): Promise<CheckResult[]> {
  const { setupServer } = await loadMsw()
  const { replayHandlers } = await import('@goldwire/harness/msw')
  const golden = await readGolden(goldenFile)
  const server = setupServer(...replayHandlers([golden], { baseUrl: 'https://api.openai.com/v1', chunk: 'random:3' }))
  server.listen({ onUnhandledRequest: 'error' })
  try {
    const results = await runChecks(new OpenAI({ apiKey: 'any', maxRetries: 0 }), golden, 'wss://api.openai.com/v1/responses')
    return results.map(({ name, problem }) => ({ name: `Node, msw: ${name}`, problem }))
  } finally {
    server.close()
  }
}

async function inBrowser(): Promise<CheckResult[]> {
  const chromium = process.env['GOLDWIRE_CHROMIUM'] ?? '/usr/bin/chromium'
  const script = await bundlePage()
  const nodeImports = [...script.matchAll(/from\s*["'](node:[^"']+)["']/g)].map(([, name]) => name)
  const bundled: CheckResult = {
    name: 'the browser bundle asks for no node module',
    problem: nodeImports.length === 0 ? null : nodeImports.join(', '),
  }
  if (!existsSync(chromium)) {
    console.log(`SKIPPED: there is no ${chromium} (GOLDWIRE_CHROMIUM names another); replay in the browser is bundled, but not run`)
    return [bundled]
  }
  return [bundled, ...(await runPage(chromium, script))]
}

async function bundlePage(): Promise<string> {
  const bundle = await rolldown({
    input: join(here, 'page.ts'),
    platform: 'browser',
    resolve: { conditionNames: ['source', 'browser', 'import', 'default'] },
    plugins: [
      {
        name: 'msw-from-here',
        resolveId(source) {
          return /^msw(\/|$)/.test(source) ? this.resolve(source, join(here, 'page.ts'), { skipSelf: true }) : null
        },
      },
    ],
    logLevel: 'silent',
  })
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false })
  return output[0].code
}

/** Serves the page and waits until it has sent its results. */
async function runPage(chromium: string, script: string): Promise<CheckResult[]> {
  const profile = await mkdtemp(join(tmpdir(), 'goldwire-msw-'))
  const files: { [path: string]: [type: string, content: string] } = {
    '/': ['text/html', '<!doctype html><title>replay</title><script type="module" src="/page.js"></script>'],
    '/page.js': ['text/javascript', script],
    '/mockServiceWorker.js': ['text/javascript', await readFile(join(here, 'node_modules/msw/lib/mockServiceWorker.js'), 'utf8')],
    '/golden': ['text/plain', await readFile(goldenFile, 'utf8')],
  }
  let resolve: (results: CheckResult[]) => void = () => undefined
  const promise = new Promise<CheckResult[]>((give) => (resolve = give))
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      let text = ''
      request.setEncoding('utf8').on('data', (part: string) => (text += part))
      request.on('end', () => {
        response.end()
        resolve(JSON.parse(text) as CheckResult[])
      })
      return
    }
    const [type, content] = files[request.url ?? ''] ?? ['text/plain', '']
    response.writeHead(content === '' ? 404 : 200, { 'content-type': type }).end(content)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', () => ready()))
  const { port } = server.address() as AddressInfo
  const flags = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    `--user-data-dir=${profile}`,
    `http://127.0.0.1:${port}/`,
  ]
  const browser = spawn(chromium, flags, { stdio: 'ignore' })
  const gone = new Promise<CheckResult[]>((give) => {
    browser.on('error', (error) => give([{ name: 'Chromium starts', problem: error.message }]))
    browser.on('exit', (code) => give([{ name: 'Chromium stays until the page is done', problem: `exit ${code}` }]))
  })
  const late = new Promise<CheckResult[]>((give) =>
    setTimeout(() => give([{ name: 'the page is done within a minute', problem: 'it is not' }]), 60_000).unref(),
  )
  const results = await Promise.race([promise, gone, late])
  browser.kill()
  await new Promise((ended) => (browser.exitCode !== null || browser.signalCode !== null ? ended(null) : browser.once('exit', ended)))
  server.closeAllConnections()
  server.close()
  await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  return results
}

process.exitCode = await main()
