import { defineConfig } from 'vitest/config'

// Not 'import': it would also decide what the `require` of a CommonJS package finds. Imports have it by themselves.
const conditions = ['source', 'module', 'node']
const project = (name: string, include: string[], testTimeout = 20_000, setupFiles: string[] = []) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { name, include, testTimeout, hookTimeout: 60_000, setupFiles: ['./test/setup.ts', ...setupFiles] },
})

// Tests that make the reference server send streams: all of them are linted.
const lintWire = ['./test/lint-wire.ts']

export default defineConfig({
  test: {
    projects: [
      project('schemas', ['packages/schemas/src/**/*.test.ts']),
      project('harness', ['packages/harness/src/**/*.test.ts']),
      project('server', ['packages/server/src/**/*.test.ts'], 60_000, lintWire),
      project('viewer', ['packages/viewer/src/**/*.test.ts', 'packages/viewer/scripts/**/*.test.ts']),
      project('cli', ['packages/cli/src/**/*.test.ts', 'packages/reference-model/src/**/*.test.ts'], 60_000),
      project('tools', ['tools/**/*.test.ts'], 60_000),
      project('test', ['test/**/*.test.ts'], 120_000, lintWire),
    ],
  },
})
