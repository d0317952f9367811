import { defineConfig } from 'vitest/config'

const conditions = ['source', 'module', 'node']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { name: 'browser', include: ['test/browser/**/*.browser.ts'], testTimeout: 30_000, hookTimeout: 60_000 },
})
