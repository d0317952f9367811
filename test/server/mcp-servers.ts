import { spawn } from 'node:child_process'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

import { freePort } from '@goldwire/server/testing'

export interface McpServer extends AsyncDisposable {
  url: string
  host: string
}

/** The MCP project's own test server, as its package starts it, on a free port of this machine. */
export async function startEverything(mode: 'streamableHttp' | 'sse'): Promise<McpServer> {
  const port = await freePort()
  const entry = createRequire(import.meta.url).resolve('@modelcontextprotocol/server-everything/dist/index.js')
  const child = spawn(process.execPath, [entry, mode], { env: { ...process.env, PORT: String(port) }, stdio: 'ignore' })
  const host = `127.0.0.1:${port}`
  const url = `http://${host}/${mode === 'sse' ? 'sse' : 'mcp'}`
  for (let tries = 0; !(await answers(`http://${host}/`)); tries += 1) {
    if (tries > 200 || child.exitCode !== null) throw new Error(`The MCP server did not start on port ${port}.`)
    await sleep(50)
  }
  return {
    url,
    host,
    async [Symbol.asyncDispose]() {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await gone
    },
  }
}

export type Answer = { result: object } | { error: { code: number; message: string } } | { status: number } | 'never'

export interface PlainMcpServer extends McpServer {
  /** Methods that were called, in order. */
  methods: string[]
  /** Headers of the last request. */
  headers: IncomingMessage['headers']
  /** Requests that were left without an answer and are still waited for. */
  openCalls: number
}

/** A server of Streamable HTTP without sessions, whose answers to `tools/list` and `tools/call` are made up. */
export async function startPlainMcpServer(answerTo: (method: string, params: object) => Answer): Promise<PlainMcpServer> {
  const seen: Pick<PlainMcpServer, 'methods' | 'headers' | 'openCalls'> = { methods: [], headers: {}, openCalls: 0 }
  const server = createServer((incoming, outgoing) => void respond(incoming, outgoing))
  const respond = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (incoming.method !== 'POST') return outgoing.writeHead(405).end()
    let body = ''
    for await (const chunk of incoming) body += String(chunk)
    const { id, method, params = {} } = JSON.parse(body) as { id?: number; method: string; params?: { protocolVersion?: string } }
    seen.methods.push(method)
    seen.headers = incoming.headers
    if (id === undefined) return outgoing.writeHead(202).end()
    const initialized = {
      protocolVersion: params.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: 'plain', version: '1' },
    }
    const answer = method === 'initialize' ? { result: initialized } : answerTo(method, params)
    if (answer === 'never') {
      seen.openCalls += 1
      return outgoing.on('close', () => (seen.openCalls -= 1))
    }
    if ('status' in answer) return outgoing.writeHead(answer.status).end('out of order')
    return outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }))
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    host,
    url: `http://${host}/mcp`,
    get methods() {
      return seen.methods
    },
    get headers() {
      return seen.headers
    },
    get openCalls() {
      return seen.openCalls
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    async (response) => {
      await response.body?.cancel()
      return true
    },
    () => false,
  )
}
