import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Golden } from '../golden/golden.ts'
import { readGolden } from '../golden/read-golden.ts'
import { createRecordingProxy, type RecordingProxy, type RecordingProxyOptions } from '../record/create-recording-proxy.ts'

/** Starts a server for one test. */
export async function startUpstream(listener: RequestListener): Promise<{ url: string; port: number; server: Server }> {
  const server = createServer({ noDelay: true }, listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, port, server }
}

export interface TestProxy extends RecordingProxy {
  out: string
  port: number
  /** Closes the proxy, if it is open yet, and reads what it wrote, by file name. */
  goldens(): Promise<Golden[]>
  /** Every file below the folder, hidden ones too, as text. */
  files(): Promise<Record<string, string>>
}

/** Starts a recording proxy that writes into a folder of its own. */
export async function startProxy(upstream: string, options: Partial<RecordingProxyOptions> = {}): Promise<TestProxy> {
  const out = await mkdtemp(join(tmpdir(), 'record-'))
  const proxy = await createRecordingProxy({ upstream, out, ...options })
  onTestFinished(async () => {
    await proxy.close()
    await rm(out, { recursive: true, force: true })
  })
  const list = async (): Promise<string[]> =>
    (await readdir(out, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
  return {
    ...proxy,
    out,
    port: Number(new URL(proxy.url).port),
    async goldens() {
      await proxy.close()
      return Promise.all((await list()).map((file) => readGolden(file)))
    },
    async files() {
      const files = await list()
      return Object.fromEntries(await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const)))
    },
  }
}

/** Sends bytes over a plain socket and gives all that comes back, to the end. */
export async function exchange(port: number, text: string): Promise<{ text: string; error: string | null; socket: Socket }> {
  const socket = connect(port, '127.0.0.1')
  const parts: Buffer[] = []
  let error: string | null = null
  socket.on('data', (bytes) => parts.push(bytes))
  socket.on('error', (one: NodeJS.ErrnoException) => (error = one.code ?? one.message))
  socket.write(text)
  await new Promise((resolve) => socket.once('close', resolve))
  return { text: Buffer.concat(parts).toString('latin1'), error, socket }
}

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
