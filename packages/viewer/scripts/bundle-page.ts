/** Bundles the page's script and style into `src/generated/page-assets.ts`, so that nobody who uses the package needs a bundler. */
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { bundlePage } from './page-source.ts'

const target = fileURLToPath(new URL('../src/generated/page-assets.ts', import.meta.url))
await writeFile(target, await bundlePage())
console.log(`wrote ${target}`)
