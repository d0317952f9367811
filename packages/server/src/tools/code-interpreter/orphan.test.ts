import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { expect, onTestFinished, test } from 'vitest'

import { hasPyodide } from './start-python.ts'

const main = fileURLToPath(new URL('start-python.ts', import.meta.url))
const isThere = process.platform === 'linux' && existsSync('/usr/bin/setpriv') && hasPyodide()
const suffix = isThere ? '' : ' (skipped: needs Linux, setpriv and Pyodide)'

/** Starts a Python that loops for ever, and tells its process. */
const program = `
import { startPython, defaultPythonLimits } from ${JSON.stringify(main)}
import { readFileSync } from 'node:fs'
const python = await startPython({ ...defaultPythonLimits, runTime: 60_000 })
void python.run('while True: pass', new AbortController().signal)
const children = readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8').trim()
setTimeout(() => process.stdout.write(children + '\\n'), 500)
`

test.skipIf(!isThere)(`code in an endless loop dies with its server, however that dies${suffix}`, async () => {
  const server = spawn(process.execPath, ['--conditions=source', '--no-warnings', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void server.kill('SIGKILL'))
  const [line] = (await once(server.stdout, 'data')) as [Buffer]
  const python = Number(String(line).trim().split(' ')[0])
  expect(existsSync(`/proc/${python}`)).toBe(true)
  server.kill('SIGKILL')
  await expect.poll(() => existsSync(`/proc/${python}`), { timeout: 5_000 }).toBe(false)
})
