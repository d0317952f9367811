import type { CallToolResult, Client, Tool } from '@modelcontextprotocol/client'

import { createGuardedFetch } from '../../net/guarded-fetch.ts'
import type { HostPolicy } from '../../net/host-policy.ts'
import { loadClient, type McpClientModule } from './load-client.ts'
import { statusOf, toMcpFailure } from './mcp-failure.ts'

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
  /** All tools, whatever the number of pages. @throws McpFailure */
  listTools(options: { signal: AbortSignal }): Promise<Tool[]>
  /** @throws McpFailure; a tool that reports an error of its own is a result */
  callTool(call: { name: string; arguments: { [key: string]: unknown } }, options: { signal: AbortSignal }): Promise<CallToolResult>
  /** Ends the session, and tells the server so where it keeps sessions. Never throws, and does not wait for a server that does not answer. */
  close(): Promise<void>
}

interface Session {
  client: Client
  farewell(): Promise<void>
}

interface Bounds {
  signal: AbortSignal
  timeout: number
}

/** How long a server gets to acknowledge the end of its session. */
const FAREWELL = 1_000

/** A stream that breaks off is not taken up again: the call has failed then. */
const reconnectionOptions = { maxRetries: 0, initialReconnectionDelay: 1000, maxReconnectionDelay: 1000, reconnectionDelayGrowFactor: 1 }

/** Connects over Streamable HTTP; a server that knows nothing of it (any 4xx but 401 and 403) is tried over HTTP with SSE, as the protocol says. */
export function createMcpConnection({ url, headers, hosts, listTimeout, callTimeout }: McpConnectionOptions): McpConnection {
  const transportOptions = { fetch: createGuardedFetch({ hosts }), requestInit: { headers: { ...headers } } }
  let opening: Promise<Session> | null = null

  const open = async (mcp: McpClientModule, bounds: Bounds): Promise<Session> => {
    const transport = new mcp.StreamableHTTPClientTransport(url, { ...transportOptions, reconnectionOptions })
    const client = newClient(mcp)
    try {
      await client.connect(transport, bounds)
      return { client, farewell: () => transport.terminateSession() }
    } catch (error) {
      await client.close().catch(() => undefined)
      const status = statusOf(error, mcp)
      if (status === null || status < 400 || status >= 500 || status === 401 || status === 403) throw error
      return openOldStyle(mcp, bounds, error)
    }
  }
  const openOldStyle = async (mcp: McpClientModule, bounds: Bounds, first: unknown): Promise<Session> => {
    const client = newClient(mcp)
    try {
      // oxlint-disable-next-line typescript/no-deprecated -- many servers still speak only this
      await client.connect(new mcp.SSEClientTransport(url, transportOptions), bounds)
      return { client, farewell: () => Promise.resolve() }
    } catch {
      await client.close().catch(() => undefined)
      throw first
    }
  }
  const inSession = async <T>(signal: AbortSignal, use: (client: Client) => Promise<T>): Promise<T> => {
    const mcp = await loadClient()
    try {
      opening ??= open(mcp, { signal, timeout: listTimeout })
      const { client } = await opening
      return await use(client)
    } catch (error) {
      throw toMcpFailure(error, mcp)
    }
  }

  return {
    listTools: ({ signal }) =>
      inSession(signal, async (client) => {
        const { tools } = await client.listTools(undefined, { signal, timeout: listTimeout })
        return tools
      }),
    callTool: (call, { signal }) =>
      inSession(signal, (client) =>
        client.callTool(call, {
          signal,
          timeout: callTimeout,
          resetTimeoutOnProgress: true,
          maxTotalTimeout: callTimeout * 10,
          onprogress: () => undefined,
        }),
      ),
    async close() {
      const session = await opening?.catch(() => null)
      if (session == null) return
      const bounded = new Promise<void>((resolve) => setTimeout(resolve, FAREWELL).unref())
      await Promise.race([session.farewell().catch(() => undefined), bounded])
      await session.client.close().catch(() => undefined)
    },
  }
}

/** It offers the server nothing back: no sampling, no questions to the user, no file system. */
function newClient(mcp: McpClientModule): Client {
  return new mcp.Client({ name: 'goldwire', version: '0.1.0' }, { capabilities: {} })
}
