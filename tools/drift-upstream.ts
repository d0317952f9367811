/**
 * Who is stale: the openai SDK, OpenAI's OpenAPI document, or our schemas? Compares the fields of every event, output item and of the Response, with the
 * captures as the judge where they are there.
 *
 *   npm run drift:upstream -- [--sdk PACKAGE_FOLDER_OR_D_TS] [--spec FILE_OR_URL] [--json] [--verbose]
 *
 * Without --sdk the `openai` of node_modules is read, without --spec `../shared/spec/openai-openapi.json`. Exit 0 when we are not stale, 1 when we are,
 * 2 when a source cannot be read.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { takeCensus } from '@goldwire/harness'
import { itemGrammars, openApiDocument } from '@goldwire/schemas'

import { formatTable } from './drift/format-table.ts'
import { compareSources } from './drift/compare-sources.ts'
import { nounsOfOpenApi } from './drift/nouns-of-openapi.ts'
import { nounsOfSdk } from './drift/nouns-of-sdk.ts'
import { loadSound } from './score-diff/streams.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

async function readSpec(path: string): Promise<unknown> {
  const text = /^https?:/.test(path) ? await (await fetch(path)).text() : readFileSync(path, 'utf8')
  return JSON.parse(text) as unknown
}

function readSdk(path: string): { text: string; version: string } {
  const isFolder = statSync(path).isDirectory()
  const types = isFolder ? join(path, 'resources/responses/responses.d.ts') : path
  const manifest = join(path, 'package.json')
  const version = isFolder && existsSync(manifest) ? (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version : '?'
  return { text: readFileSync(types, 'utf8'), version }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      sdk: { type: 'string', default: at('../node_modules/openai') },
      spec: { type: 'string', default: at('../../shared/spec/openai-openapi.json') },
      json: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
    },
  })
  const items = new Set(Object.keys(itemGrammars))
  const sdk = readSdk(values.sdk)
  const spec = await readSpec(values.spec)
  const captures = await loadSound()
  const census = takeCensus(captures.map(({ golden }) => golden))
  const found = compareSources({
    ours: nounsOfOpenApi(openApiDocument(), items, { everything: true }),
    sdk: nounsOfSdk(sdk.text, items),
    spec: nounsOfOpenApi(spec, items),
    seen: (noun, field) => {
      const known = census.nouns.get(noun)
      if (known === undefined) return null
      return field === '' ? known.captures.length : (known.fields.get(`/${field}`)?.captures.length ?? 0)
    },
  })
  const ofUs = found.filter(({ stale }) => stale === 'us')
  if (values.json)
    console.log(JSON.stringify({ sdk: sdk.version, captures: captures.length, disagreements: found, summary: { stale: ofUs.length } }))
  else {
    const shown = values.verbose ? found : found.filter(({ stale }) => !stale.startsWith('nobody'))
    console.log(`openai ${sdk.version}, ${values.spec}, ${captures.length} sound captures\n`)
    console.log(formatTable(shown))
    console.log(`\n${found.length} disagreements, ${found.length - shown.length} not shown (--verbose); we are stale in ${ofUs.length}`)
  }
  return ofUs.length === 0 ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(`Failed to compare with upstream: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 2
}
