#!/usr/bin/env node
// Inside the repository the command runs from source, so that it is never stale; a published package runs its build.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const inRepository = existsSync(fileURLToPath(new URL('../../../turbo.json', import.meta.url)))
if (inRepository) {
  // Imported only here: Node has it since 22.15, and the published command runs on 22.13 too.
  const { registerHooks } = await import('node:module')
  registerHooks({
    resolve: (specifier, context, next) => next(specifier, { ...context, conditions: [...context.conditions, 'source'] }),
  })
}
const { main } = await import(inRepository ? '../src/main.ts' : '../dist/main.js')
process.exitCode = await main(process.argv)
