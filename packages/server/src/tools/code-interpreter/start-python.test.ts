import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { defaultPythonLimits, type PythonProcess, type PythonRun, startPython } from './start-python.ts'

let python: PythonProcess
beforeAll(async () => {
  python = await startPython(defaultPythonLimits)
})
afterAll(async () => {
  await python.kill()
})

async function run(code: string, process: PythonProcess = python): Promise<Extract<PythonRun, { outcome: 'ran' }>> {
  const result = await process.run(code, new AbortController().signal)
  if (result.outcome !== 'ran') throw new Error(`The code was not run: ${result.reason}.`)
  return result
}

test('what is printed and the value of the last line are the logs', async () => {
  expect(await run('1 + 1')).toEqual({ outcome: 'ran', logs: '2', failed: false, files: [] })
  expect((await run("print('a')\nimport sys\nprint('b', file=sys.stderr)")).logs).toBe('a\nb\n')
  expect((await run('x = 5')).logs).toBe('')
  expect((await run('print("é🌍", end="")\nx')).logs).toBe('é🌍5')
  expect((await run('x;')).logs).toBe('')
})

test('what raises tells its own lines and nothing of the machinery', async () => {
  const { logs, failed } = await run('def f():\n    return 1 / 0\nf()')
  expect(failed).toBe(true)
  expect(logs).toMatch(/^Traceback \(most recent call last\):\n  File "<cell \d+>", line 3, in <module>\n    f\(\)/)
  expect(logs).toContain('ZeroDivisionError: division by zero')
  expect(logs).not.toContain('pyodide')
  expect((await run('1 +')).logs).toContain('SyntaxError')
  expect((await run('import sys; sys.exit(3)')).logs).toMatch(/SystemExit: 3\n$/)
  expect((await run('2 + 2')).logs).toBe('4')
})

test('a library of data and time is there, and coroutines run', async () => {
  const { logs } = await run('import json, csv, math, statistics, datetime, re, random, sqlite3, decimal\nstatistics.mean([1, 2, 3])')
  expect(logs).toBe('2')
  expect((await run('import asyncio\nawait asyncio.sleep(0.01)\n"slept"')).logs).toBe("'slept'")
})

test('files that were written are told, once', async () => {
  const { files } = await run("with open('out.txt', 'w') as f: f.write('hello')")
  expect(files).toEqual([{ name: 'out.txt', data: Buffer.from('hello').toString('base64') }])
  expect((await run('1')).files).toEqual([])
  expect(await python.write([{ name: 'in.csv', data: Buffer.from('a,b').toString('base64') }])).toBe(true)
  expect(await run("open('/mnt/data/in.csv').read()")).toMatchObject({ logs: "'a,b'", files: [] })
})

test('output without end is cut off', async () => {
  const { logs } = await run('for _ in range(300_000): print("x" * 10)')
  expect(logs.length).toBeLessThan(101_000)
  expect(logs).toMatch(/\[cut off\]$/)
})

test('nothing is reached over the network', async () => {
  let requests = 0
  const server = createServer((_request, response) => {
    requests += 1
    response.end('secret')
  })
  server.on('connection', () => (requests += 1))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x-1.0-py3-none-any.whl`
  const { hostname, port } = new URL(url)
  for (const code of [
    `import urllib.request; urllib.request.urlopen('${url}').read()`,
    `import socket; s = socket.create_connection(('${hostname}', ${port})); s.send(b'GET / HTTP/1.0\\r\\n\\r\\n'); s.recv(10)`,
    `from pyodide.http import open_url; open_url('${url}').read()`,
    `from pyodide.http import pyfetch; await (await pyfetch('${url}')).string()`,
    `import pyodide_js; await pyodide_js.loadPackage('${url}')`,
    `import asyncio; await asyncio.open_connection('${hostname}', ${port})`,
    `import js; await js.fetch('${url}')`,
    `import micropip; await micropip.install('${url}')`,
  ]) {
    const result = await python.run(code, new AbortController().signal)
    expect(result).toMatchObject({ outcome: 'ran', failed: true })
    expect(JSON.stringify(result)).not.toContain('secret')
  }
  await new Promise((resolve) => server.close(resolve))
  expect(requests).toBe(0)
})

test('nothing of the machine is seen: no file, no environment, no process', async () => {
  for (const path of ['/etc/passwd', process.execPath, import.meta.filename]) {
    expect((await run(`open(${JSON.stringify(path)}).read()`)).logs).toContain('FileNotFoundError')
  }
  expect((await run("import os; sorted(os.listdir('/'))")).logs).not.toContain('etc')
  expect((await run('import os; os.environ.get("PATH", "")')).logs).not.toContain('node_modules')
  expect((await run('import os; os.environ.get("GOLDWIRE_API_KEY")')).logs).toBe('')
  expect((await run('import subprocess; subprocess.run(["ls"])')).failed).toBe(true)
  expect((await run('import os; os.system("ls /") != 0')).logs).toBe('True')
  expect((await run('import ctypes; ctypes.CDLL(None).system(b"ls /") != 0')).logs).toBe('True')
  expect((await run(`import os; os.kill(${process.pid}, 9)`)).failed).toBe(true)
  expect((await run('import os; os.fork()')).failed).toBe(true)
  expect((await run('2 + 2')).logs).toBe('4')
})

test('no way leads to JavaScript', async () => {
  for (const code of [
    'import js; js.process',
    'from pyodide.code import run_js; run_js("process.version")',
    'import pyodide_js; pyodide_js._module',
    'import pyodide_js; pyodide_js.FS',
    'import pyodide_js; pyodide_js.constructor.constructor("return process")()',
    'import pyodide_js; pyodide_js._api.config.constructor.constructor("return globalThis")()',
    'import _pyodide_core; _pyodide_core.run_js("process.version")',
    'import sys; sys.modules["js"]',
    'import gc\n[o for o in gc.get_objects() if type(o).__name__ == "JsProxy"][0].constructor.constructor("return process")()',
  ]) {
    const { failed, logs } = await run(code)
    expect(`${failed} ${code} ${logs}`).toMatch(/^true/)
  }
})

test('memory has an end, and Python lives on after it', async () => {
  const { logs } = await run('hoard = []\nwhile True: hoard.append("x" * 1_000_000 + str(len(hoard)))')
  expect(logs).toContain('MemoryError')
  expect((await run('len(hoard) < 1100\n')).logs).toBe('True')
  expect((await run('hoard = None\n2 + 2')).logs).toBe('4')
})

test('code that does not end is killed in time', async () => {
  const short = await startPython({ ...defaultPythonLimits, runTime: 1_000 })
  const started = performance.now()
  expect(await short.run('while True: pass', new AbortController().signal)).toEqual({ outcome: 'killed', reason: 'time' })
  expect(performance.now() - started).toBeLessThan(5_000)
  expect(short.isAlive).toBe(false)
  expect(await short.run('1', new AbortController().signal)).toEqual({ outcome: 'killed', reason: 'crash' })
})

test('an abort kills what runs', async () => {
  const other = await startPython(defaultPythonLimits)
  expect(await other.run('import time; time.sleep(20)', AbortSignal.timeout(300))).toEqual({ outcome: 'killed', reason: 'abort' })
  expect(other.isAlive).toBe(false)
})
