import { builtinScenarios, defaultGoldensPath, loadScenarios, runCheck } from '@goldwire/harness'
import { referenceModelPath } from '@goldwire/reference-model'
import { startServer } from '@goldwire/server'
import { expect, test } from 'vitest'

test('the reference server passes every golden and built-in scenario it supports, and refuses the rest by name', async () => {
  await using server = await startServer({ engine: 'llama', model: { id: 'reference', path: referenceModelPath } })
  const { scenarios, summary } = await runCheck([...(await loadScenarios(defaultGoldensPath())), ...builtinScenarios], {
    baseUrl: server.url,
    model: 'reference',
  })
  const failed = scenarios.filter((each) => each.status === 'fail' || each.status === 'unreachable')
  expect(failed.map((each) => `${each.name}: ${each.reason}`)).toEqual([])
  expect(summary.pass).toBeGreaterThanOrEqual(40)
  for (const each of scenarios.filter((one) => one.status === 'unsupported')) expect(each.reason, each.name).not.toBe('')
  expect(scenarios.flatMap((each) => each.findings.filter((finding) => finding.severity === 'error'))).toEqual([])
})

test('two runs at temperature 0 give the same texts', async () => {
  const texts = async () => {
    await using server = await startServer({ engine: 'llama', model: { id: 'reference', path: referenceModelPath } })
    const { scenarios } = await runCheck(
      (await loadScenarios(defaultGoldensPath())).filter((each) => /\/(text|function-parallel|json-schema)$/.test(each.name)),
      { baseUrl: server.url, model: 'reference' },
    )
    return scenarios.map((each) => each.capture?.events.filter((event) => event.type.endsWith('.delta')).map((event) => event['delta']))
  }
  const [first, second] = [await texts(), await texts()]
  expect(first).toEqual(second)
  expect(first.every((deltas) => (deltas?.length ?? 0) > 3)).toBe(true)
})
