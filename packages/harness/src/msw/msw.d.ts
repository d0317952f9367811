/**
 * The part of msw (2.6 or later, or 3) that is used here. msw is an optional peer: it is not installed in this repository, and whoever uses
 * `@goldwire/harness/msw` has it with its own types; these are for the compiler here and are not published.
 */
declare module 'msw' {
  export class HttpHandler {
    readonly info: object
  }
  export class WebSocketHandler {
    readonly id: string
  }
  export function bypass(request: Request): Request
  export const http: {
    all(predicate: RegExp, resolver: (info: { request: Request }) => Promise<Response | undefined>): HttpHandler
  }
  export const ws: {
    link(url: RegExp): {
      addEventListener(event: 'connection', listener: (connection: { client: WebSocketClient }) => void): WebSocketHandler
    }
  }
  interface WebSocketClient {
    url: URL
    send(data: string): void
    close(code?: number, reason?: string): void
    addEventListener(event: 'message', listener: (event: MessageEvent) => void): void
    addEventListener(event: 'close', listener: () => void): void
  }
}
