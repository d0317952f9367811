/** msw is installed on demand, so the compiler is told here what the page uses of it. */
declare module 'msw/browser' {
  export function setupWorker(...handlers: unknown[]): {
    start(options: { quiet?: boolean; serviceWorker?: { url: string }; onUnhandledRequest?: 'bypass' }): Promise<unknown>
  }
}
