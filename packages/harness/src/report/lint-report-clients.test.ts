import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { goldenToSse } from '../golden/golden-to-frames.ts'
import { lintFile, type LintedFile } from '../lint/lint-file.ts'
import { baseGoldens } from '../mutations/base-goldens.ts'
import { mutate } from '../mutations/mutations.ts'
import { renderLintReport } from './lint-report.ts'

async function linted(mutation: string | null): Promise<LintedFile> {
  const folder = await mkdtemp(join(tmpdir(), 'goldwire-lint-'))
  const [text] = baseGoldens()
  const golden = text === undefined || mutation === null ? text : mutate(text, mutation)
  if (!golden) throw new RangeError(`Nothing to plant ${mutation} in`)
  try {
    await writeFile(join(folder, 'answer.sse'), goldenToSse(golden))
    return await lintFile(join(folder, 'answer.sse'))
  } finally {
    await rm(folder, { recursive: true })
  }
}

test('findings are followed by the clients that break on the stream, and those that lose something', async () => {
  const report = renderLintReport([await linted('sequence-none')], { colour: false })
  expect(report).toContain('\n  breaks  Grok CLI, async-openai\n  loses text or calls in Rig 0.38\n')
})

test('clients are not spoken of where nothing is wrong', async () => {
  const file = await linted(null)
  expect(file.clients).toBeUndefined()
  expect(renderLintReport([file], { colour: false })).not.toMatch(/breaks|loses/)
})
