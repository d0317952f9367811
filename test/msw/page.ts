import { createReplayer, createReplayFetch, parseGolden } from '@goldwire/harness/replay'
import { replayHandlers } from '@goldwire/harness/msw'
import { setupWorker } from 'msw/browser'
import OpenAI from 'openai'

import { type CheckResult, runChecks } from './checks.ts'

/** Runs in the browser: first without a network by an own fetch, then through msw's service worker; sends what it found to the runner. */
async function run(): Promise<CheckResult[]> {
  const golden = parseGolden(await (await fetch('/golden')).text())
  const own = createReplayFetch(createReplayer([golden], { chunk: 'split-utf8' }))
  const client = (extra: object) => new OpenAI({ apiKey: 'any', dangerouslyAllowBrowser: true, maxRetries: 0, ...extra })
  const worker = setupWorker(...replayHandlers([golden]))
  await worker.start({ quiet: true, serviceWorker: { url: '/mockServiceWorker.js' }, onUnhandledRequest: 'bypass' })
  const socketUrl = 'wss://api.openai.com/v1/responses'
  const label = (by: string, results: CheckResult[]) => results.map(({ name, problem }) => ({ name: `${by}: ${name}`, problem }))
  return [
    ...label('browser, own fetch', await runChecks(client({ fetch: own }), golden, null)),
    ...label('browser, msw', await runChecks(client({}), golden, socketUrl)),
  ]
}

const report = (results: CheckResult[]) => fetch('/results', { method: 'POST', body: JSON.stringify(results) })
run().then(report, (error: unknown) =>
  report([{ name: 'the page runs', problem: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) }]),
)
