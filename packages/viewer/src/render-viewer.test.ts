import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { bundlePage } from '../scripts/page-source.ts'
import { renderViewer } from './render-viewer.ts'
import type { ViewerData } from './viewer-data.ts'

const HOSTILE = '</script><script>alert(1)</script><!-- <img src=x onerror=alert(1)> \u202E \u2028 \u0000 \uD800 "\''

const data: ViewerData = {
  title: 'goldwire <view>',
  subtitle: HOSTILE,
  scenarios: [
    { name: HOSTILE, actual: { label: HOSTILE, lines: [{ t: 1, event: HOSTILE, data: { type: HOSTILE, delta: HOSTILE, [HOSTILE]: 1 } }] } },
  ],
}

function embedded(page: string): string {
  return /<script type="application\/json" id="data">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? ''
}

test('what was captured comes back exactly, and cannot end its element', () => {
  const page = renderViewer(data)
  expect(JSON.parse(embedded(page))).toEqual(data)
  expect(embedded(page)).not.toMatch(/[<\u2028\p{Cc}]/u)
  expect(page.match(/<script/g)).toHaveLength(2)
  expect(page).toContain('<title>goldwire &lt;view&gt;')
  expect(page).not.toContain('<img')
})

test('the policy lets nothing run but the script of the page, and reach nothing', () => {
  const page = renderViewer(data)
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? ''
  const [, style, script] = /<style>([\s\S]*?)<\/style>[\s\S]*<script>([\s\S]*?)<\/script>/.exec(page) ?? []
  const hash = (text = '') => createHash('sha256').update(text).digest('base64')
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain(`script-src 'sha256-${hash(script)}'`)
  expect(policy).toContain(`style-src 'sha256-${hash(style)}'`)
  expect(policy).not.toMatch(/unsafe|https?:|\*/)
  expect(page.replace(embedded(page), '')).not.toMatch(/ (src|href)="(?!data:)/)
})

test('values nested too deeply for JSON leave a note in their place', () => {
  let deep: unknown = 1
  for (let level = 0; level < 200_000; level++) deep = [deep]
  const lines = [
    { t: 0, data: { type: 'a', deep } },
    { t: 1, data: { type: 'b' } },
  ]
  const page = renderViewer({ title: 'deep', scenarios: [{ name: 's', actual: { label: 'l', lines, request: deep } }] })
  const shown = JSON.parse(embedded(page)) as ViewerData
  expect(shown.scenarios[0]?.actual?.lines).toEqual([
    { t: 0, text: '(nested too deeply to be shown)' },
    { t: 1, data: { type: 'b' } },
  ])
  expect(shown.scenarios[0]?.actual?.request).toBeNull()
})

test('the bundled page is fresh: `npm run generate -w packages/viewer` makes it again', async () => {
  const committed = await readFile(new URL('generated/page-assets.ts', import.meta.url), 'utf8')
  expect(committed === (await bundlePage())).toBe(true)
})
