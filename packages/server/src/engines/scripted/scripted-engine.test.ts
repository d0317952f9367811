import { expect, test } from 'vitest'

import type { EngineRequest } from '../engine.ts'
import type { Step } from '../step.ts'
import { callScript, createScriptedEngine, stopStep, textScript, type ScriptedEngineOptions } from './scripted-engine.ts'

const request: EngineRequest = {
  model: 'scripted',
  items: [],
  instructions: null,
  tools: [],
  toolChoice: 'auto',
  parallelToolCalls: true,
  textFormat: { type: 'text' },
  reasoningEffort: 'none',
  reasoningSummary: null,
  temperature: 1,
  topP: 1,
  frequencyPenalty: 0,
  presencePenalty: 0,
  maxOutputTokens: null,
  topLogprobs: null,
  seed: null,
}

async function collect(
  options: ScriptedEngineOptions,
  signal = new AbortController().signal,
  onStep: (step: Step) => void = () => undefined,
): Promise<Step[]> {
  const steps: Step[] = []
  for await (const step of createScriptedEngine(options).generate(request, { signal })) {
    steps.push(step)
    onStep(step)
  }
  return steps
}

test('a list of steps is yielded as it is', async () => {
  const script = textScript(['Hel', 'lo'])
  expect(await collect({ script })).toEqual(script)
})

test('a function sees the request and how many came before it', async () => {
  const engine = createScriptedEngine({ script: ({ model }, { index }) => textScript([`${model} ${index}`]) })
  const texts: string[] = []
  for (let round = 0; round < 2; round++) {
    for await (const step of engine.generate(request, { signal: new AbortController().signal }))
      if (step.type === 'delta') texts.push(step.delta)
  }
  expect(texts).toEqual(['scripted 0', 'scripted 1'])
  expect(engine.requests).toEqual([request, request])
})

test('a script that throws fails as an engine does', async () => {
  const script = () => {
    throw new Error('no such prompt')
  }
  await expect(collect({ script })).rejects.toThrow('no such prompt')
})

test('abort ends a wait at once, and nothing comes after it', async () => {
  const abort = new AbortController()
  const began = performance.now()
  setTimeout(() => abort.abort(), 10)
  expect(await collect({ script: [{ type: 'wait', ms: 10_000 }, stopStep()] }, abort.signal)).toEqual([])
  expect(performance.now() - began).toBeLessThan(1000)
})

test('an answer left early counts as aborted, a whole one does not', async () => {
  const engine = createScriptedEngine({ script: callScript('add', ['{"a":', '1}']) })
  const { signal } = new AbortController()
  for await (const step of engine.generate(request, { signal })) if (step.type === 'delta') break
  expect(engine.abortedCount).toBe(1)
  for await (const step of engine.generate(request, { signal })) void step
  expect(engine.abortedCount).toBe(1)
})

test('a delay goes before every step', async () => {
  const began = performance.now()
  await collect({ script: textScript(['a', 'b']), delayMs: 5 })
  expect(performance.now() - began).toBeGreaterThan(7 * 4)
})
