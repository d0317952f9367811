import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

const goldwire = fileURLToPath(new URL('../bin/goldwire.js', import.meta.url))

/** Runs a line of bash in which `$G` is the command; what it says on standard error comes back. */
async function bash(line: string): Promise<string> {
  const G = `"${process.execPath}" "${goldwire}"`
  return (await promisify(execFile)('bash', ['-c', line.replaceAll('$G', G)])).stderr
}

test.skipIf(process.platform === 'win32')('a reader that leaves early is no failure', async () => {
  expect(await bash('$G rules --json | true; echo "${PIPESTATUS[0]}" >&2')).toBe('0\n')
})

test.skipIf(!existsSync('/dev/full'))('an output that is full ends the command with 2', async () => {
  expect(await bash('$G rules > /dev/full; echo $? >&2')).toMatch(/^goldwire: the output cannot be written \(ENOSPC.*\)\n2\n$/)
})
