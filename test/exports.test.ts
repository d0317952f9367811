import { expect, test } from 'vitest'

/** The public names of each package. A change here is a change for users: it wants a changeset, and a major version when a name goes. */
test.each([
  '@goldwire/schemas',
  '@goldwire/server',
  '@goldwire/server/fix',
  '@goldwire/harness',
  '@goldwire/harness/clients',
  '@goldwire/harness/mutations',
  '@goldwire/harness/record',
  '@goldwire/harness/replay',
  '@goldwire/harness/replay-server',
  '@goldwire/viewer',
  'goldwire',
  '@goldwire/reference-model',
])('%s exports what it exported', async (name) => {
  const names = Object.keys((await import(name)) as object).sort()
  await expect(`${names.join('\n')}\n`).toMatchFileSnapshot(`exports/${name.replace(/^@[^/]+\//, '').replaceAll('/', '-')}.txt`)
})
