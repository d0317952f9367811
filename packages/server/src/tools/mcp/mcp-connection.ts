import { Client, SSEClientTransport, StreamableHTTPClientTransport, type CallToolResult, type Tool } from '@modelcontextprotocol/client'

import { createGuardedFetch } from '../../net/guarded-fetch.ts'
import type { HostPolicy } from '../../net/host-policy.ts'
import { statusOf } from './mcp-failure.ts'

export interface McpConnectionOptions {
  url: URL
  /** Sent with every request; may hold secrets. */
  headers: Readonly<Record<string, string>>
  hosts: HostPolicy
  /** Milliseconds for connecting, and again for reading the list. */
  listTimeout: number
  /** Milliseconds for one call; progress that the server reports begins it anew, up to ten times its length. */
  callTimeout: number
}

/** A session with an MCP server. It is opened by the first thing that needs it. */
export interface McpConnection {
  /** All tools, whatever the number of pages. @throws what the client throws */
  listTools(options: { signal: AbortSignal }): Promise<Tool[]>
  /** @throws what the client throws; a tool that reports an error of its own is a result */
  callTool(call: { name: string; arguments: { [key: string]: unknown } }, options: { signal: AbortSignal }): Promise<CallToolResult>
  /** Ends the session, and tells the server so where it keeps sessions. Never throws, and does not wait for a server that does not answer. */
  close(): Promise<void>
}

/** How long a server gets to acknowledge the end of its session. */
const FAREWELL = 1_000

/** Connects over Streamable HTTP; a server that knows nothing of it (any 4xx but 401 and 403) is tried over HTTP with SSE, as the protocol says. */
export function createMcpConnection({ url, headers, hosts, listTimeout, callTimeout }: McpConnectionOptions): McpConnection {
  const fetch = createGuardedFetch({ hosts })
  const requestInit = { headers: { ...headers } }
  let opening: Promise<Session> | null = null

  const open = async (signal: AbortSignal): Promise<Session> => {
    const bounds = { signal, timeout: listTimeout }
    const reconnectionOptions = {
      maxRetries: 0,
      initialReconnectionDelay: 1000,
      maxReconnectionDelay: 1000,
      reconnectionDelayGrowFactor: 1,
    }
    const modern = new StreamableHTTPClientTransport(url, { fetch, requestInit, reconnectionOptions })
    const client = newClient()
    try {
      await client.connect(modern, bounds)
      return { client, farewell: () => modern.terminateSession() }
    } catch (error) {
      await client.close().catch(() => undefined)
      const status = statusOf(error)
      if (status === null || status < 400 || status >= 500 || status === 401 || status === 403) throw error
      return openOldStyle(bounds, error)
    }
  }
  const openOldStyle = async (bounds: { signal: AbortSignal; timeout: number }, first: unknown): Promise<Session> => {
    const client = newClient()
    try {
      // oxlint-disable-next-line typescript/no-deprecated -- many servers still speak only this
      await client.connect(new SSEClientTransport(url, { fetch, requestInit }), bounds)
      return { client, farewell: () => Promise.resolve() }
    } catch {
      await client.close().catch(() => undefined)
      throw first
    }
  }
  const session = ({ signal }: { signal: AbortSignal }) => {
    opening ??= open(signal)
    return opening
  }

  return {
    async listTools({ signal }) {
      const { client } = await session({ signal })
      const { tools } = await client.listTools(undefined, { signal, timeout: listTimeout })
      return tools
    },
    async callTool(call, { signal }) {
      const { client } = await session({ signal })
      return client.callTool(call, {
        signal,
        timeout: callTimeout,
        resetTimeoutOnProgress: true,
        maxTotalTimeout: callTimeout * 10,
        onprogress: () => undefined,
      })
    },
    async close() {
      const opened = await opening?.catch(() => null)
      if (opened == null) return
      const bounded = new Promise<void>((resolve) => setTimeout(resolve, FAREWELL).unref())
      await Promise.race([opened.farewell().catch(() => undefined), bounded])
      await opened.client.close().catch(() => undefined)
    },
  }
}

interface Session {
  client: Client
  farewell(): Promise<void>
}

function newClient(): Client {
  // It offers the server nothing back: no sampling, no questions to the user, no file system.
  return new Client({ name: 'goldwire', version: '0.1.0' }, { capabilities: {} })
}
