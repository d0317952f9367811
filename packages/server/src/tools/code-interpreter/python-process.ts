/**
 * The main module of a process that runs Python in WebAssembly (Pyodide) for one container. It is started by `startPython` with Node's permission
 * model on: it may read Pyodide's own folder and this file, may write nothing, and may start no process, thread or addon. What the permission
 * model leaves open, the network above all, is closed here before any code of strangers runs. Imports nothing of the package at run time:
 * it could not read it.
 */
import processes from 'node:child_process'
import dgram from 'node:dgram'
import dns from 'node:dns'
import { constants } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import { setFlagsFromString } from 'node:v8'

import type { PythonReply, PythonRequest } from './python-messages.ts'

const MAX_LOG_CHARACTERS = 100_000
const MAX_FILE_BYTES = 16 * 1024 * 1024

interface Settings {
  /** URL of Pyodide's main module. */
  pyodide: string
  driver: string
}

interface Pyodide {
  runPython(code: string): unknown
  setStdin(options: { stdin: () => undefined }): void
  setStdout(options: { write: (bytes: Uint8Array) => number }): void
  setStderr(options: { write: (bytes: Uint8Array) => number }): void
  registerJsModule(name: string, module: object): void
  unregisterJsModule(name: string): void
}

interface Driver {
  run: (code: string) => Promise<string>
  changed: (limit: number) => string
  write: (files: string) => void
}

const { pyodide: pyodideUrl, driver: driverCode } = JSON.parse(process.argv[2] ?? '{}') as Settings
const send = process.send?.bind(process)
if (send === undefined) throw new Error('Failed to start: this module runs as a child process only.')
const reply = (message: PythonReply) => send(message)

closeDoors()
const output = createOutput()
const driver = await boot()
hideGlobals()

let queue: Promise<void> = Promise.resolve()
process.on('message', (request: PythonRequest) => {
  queue = queue.then(() => serve(request))
})
reply({ type: 'ready' })

async function serve(request: PythonRequest): Promise<void> {
  if (request.type === 'write') {
    driver.write(JSON.stringify(request.files))
    reply({ type: 'written' })
    return
  }
  output.clear()
  const result = JSON.parse(await driver.run(request.code)) as { failed: boolean; value: string | null; error: string | null }
  const files = JSON.parse(driver.changed(MAX_FILE_BYTES)) as { name: string; data: string }[]
  output.add(result.value ?? result.error ?? '')
  reply({ type: 'ran', logs: output.text(), failed: result.failed, files })
}

/** Everything by which a process reaches out of itself throws from here on. Builtin modules are one object each for the whole process. */
function closeDoors(): void {
  const refuse = () => {
    throw new Error('Not available in the sandbox.')
  }
  const close = (target: object, names: readonly string[] = Object.keys(target)) => {
    for (const name of names) {
      if (typeof Reflect.get(target, name) === 'function') Reflect.defineProperty(target, name, { value: refuse, writable: false })
    }
  }
  close(net.Socket.prototype, ['connect'])
  close(net.Server.prototype, ['listen'])
  close(net, ['connect', 'createConnection', 'createServer'])
  close(dgram.Socket.prototype)
  close(dgram, ['createSocket'])
  close(dns)
  close(dns.promises)
  close(processes, ['exec', 'execSync', 'execFile', 'execFileSync', 'fork', 'spawn'])
  // `os.system` of Pyodide asks for a shell, and ends Python for good when that throws.
  Reflect.defineProperty(processes, 'spawnSync', { value: () => ({ status: 127, signal: null }) })
  close(process, [
    'kill',
    '_kill',
    '_debugProcess',
    '_debugEnd',
    '_startProfilerIdleNotifier',
    'abort',
    'dlopen',
    'setuid',
    'setgid',
    'chdir',
    'send',
    'disconnect',
  ])
  // The permission model refuses it; Pyodide wants no more of it than this.
  Reflect.defineProperty(process, 'binding', { value: () => ({ fs: constants }) })
  syncBuiltinESMExports()
}

async function boot(): Promise<Driver> {
  // Lets `asyncio.run` wait. An engine without it says so on stderr and goes on.
  setFlagsFromString('--experimental-wasm-jspi')
  const { loadPyodide } = (await import(pyodideUrl)) as { loadPyodide: (options: object) => Promise<Pyodide> }
  const python = await loadPyodide({
    jsglobals: {},
    env: { HOME: '/mnt/data', TZ: 'UTC' },
    stdout: () => undefined,
    stderr: () => undefined,
  })
  python.setStdin({ stdin: () => undefined })
  python.setStdout({ write: output.write })
  python.setStderr({ write: output.write })
  const [run, changed, write] = python.runPython(driverCode) as [Driver['run'], Driver['changed'], Driver['write']]
  // Python keeps no way to JavaScript: what is left of `pyodide_js` is what `asyncio` asks for.
  python.unregisterJsModule('js')
  python.unregisterJsModule('pyodide_js')
  python.runPython(
    "import sys\nfor name in list(sys.modules):\n    if name.split('.')[0] in ('js', 'pyodide_js'): del sys.modules[name]\ndel sys, name",
  )
  const canWait = 'Suspending' in (Reflect.get(globalThis, 'WebAssembly') as object)
  python.registerJsModule('pyodide_js', { _api: { config: { enableRunUntilComplete: canWait } } })
  return { run, changed, write }
}

function hideGlobals(): void {
  for (const name of ['fetch', 'WebSocket', 'EventSource', 'Worker', 'BroadcastChannel', 'navigator'])
    Reflect.deleteProperty(globalThis, name)
}

interface Output {
  write: (bytes: Uint8Array) => number
  add: (text: string) => void
  text: () => string
  clear: () => void
}

/** What was printed, up to a length nobody reads to the end. */
function createOutput(): Output {
  let text = ''
  let decoder = new TextDecoder()
  const add = (more: string) => {
    if (text.length <= MAX_LOG_CHARACTERS) text += more.slice(0, MAX_LOG_CHARACTERS + 1 - text.length)
  }
  return {
    add,
    write(bytes) {
      add(decoder.decode(bytes, { stream: true }))
      return bytes.length
    },
    text: () => (text.length > MAX_LOG_CHARACTERS ? `${text.slice(0, MAX_LOG_CHARACTERS)}\n[cut off]` : text),
    clear() {
      text = ''
      decoder = new TextDecoder()
    },
  }
}
