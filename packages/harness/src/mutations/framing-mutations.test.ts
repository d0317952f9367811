import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { goldenToSse } from '../golden/golden-to-frames.ts'
import { parseStreamText } from '../golden/parse-stream-text.ts'
import { baseGoldens } from './base-goldens.ts'
import { framingMutations } from './framing-mutations.ts'

const bases = baseGoldens()

test.each(framingMutations.map((mutation) => [mutation.id, mutation] as const))(
  '%s: what is sent is read back as the golden says',
  (_, mutation) => {
    let planted = 0
    for (const base of bases) {
      const golden = mutation.plant(base, { seed: planted })
      if (golden === null) continue
      planted++
      const read = parseStreamText(goldenToSse(golden)).lines
      expect(read.map(({ t: _t, ...line }) => line)).toEqual(golden.lines.map(({ t: _t, ...line }) => line))
    }
    expect(planted).toBeGreaterThan(5)
  },
)

test('the library runs where there is no Node', () => {
  const seen = new Set<string>()
  const open = [join(import.meta.dirname, '../mutations.ts')]
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    for (const [, names = '', from = ''] of readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type\b)([^']*?)from '([^']+)'/gm)) {
      expect(from, `${file} imports ${names}`).not.toMatch(/^node:/)
      if (from.startsWith('.')) open.push(join(dirname(file), from))
    }
  }
  expect(seen.size).toBeGreaterThan(30)
})
