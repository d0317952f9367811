import OpenAI from 'openai'
import { expect, test } from 'vitest'

import type { Step } from '../engines/step.ts'
import { createTestApp, createTestEngine, listen, saying } from '../testing/test-app.ts'

async function withClient(run: (client: OpenAI) => Promise<void>, script: () => Iterable<Step> = () => saying('Hello')) {
  await using server = await listen(createTestApp({ engine: createTestEngine(script) }))
  await run(new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0 }))
}
const ask = (prompt_cache_options?: object) => ({ model: 'test-model', input: 'Hi', ...(prompt_cache_options && { prompt_cache_options }) })

test('cache options are told back with what was left out, and are not there when nobody sent them', async () => {
  await withClient(async (client) => {
    expect(await client.responses.create(ask({ mode: 'explicit' }))).toMatchObject({
      prompt_cache_options: { mode: 'explicit', ttl: '30m' },
    })
    expect(await client.responses.create(ask({ ttl: '12h' }))).toMatchObject({ prompt_cache_options: { mode: 'implicit', ttl: '12h' } })
    const plain = await client.responses.create(ask())
    expect(plain).not.toHaveProperty('prompt_cache_options')
    expect(plain).not.toHaveProperty('prompt_cache_diagnostics')
  })
})

test('prewarming reads the prompt and says nothing', async () => {
  let read = 0
  const script = function* () {
    read += 1
    yield* saying('Hello')
  }
  await withClient(async (client) => {
    const { output, status, usage } = await client.responses.create(ask({ prewarm: true }))
    expect({ output, status }).toEqual({ output: [], status: 'completed' })
    expect(usage?.output_tokens).toBe(0)
    expect(read).toBe(1)
  }, script)
})

test('a comparison with an earlier response says that it cannot be made, or that there is no such response', async () => {
  await withClient(async (client) => {
    const { id } = await client.responses.create(ask())
    const told = async (comparison_response_id: string | null) => await client.responses.create(ask({ comparison_response_id }))
    expect(await told(id)).toMatchObject({ prompt_cache_diagnostics: { type: 'unavailable' } })
    expect(await told('resp_none')).toMatchObject({ prompt_cache_diagnostics: { type: 'comparison_response_not_found' } })
    expect(await told(null)).not.toHaveProperty('prompt_cache_diagnostics')
  })
})
