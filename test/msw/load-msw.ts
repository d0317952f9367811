import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

interface MswServer {
  listen(options: object): void
  close(): void
}

/** msw for Node out of this folder: it is no workspace's dependency, so whoever asks for it gets the one that lies here. */
export async function loadMsw(): Promise<{ setupServer: (...handlers: unknown[]) => MswServer }> {
  const parentURL = pathToFileURL(`${import.meta.dirname}/package.json`).href
  registerHooks({
    resolve: (specifier, context, next) => next(specifier, /^msw(\/|$)/.test(specifier) ? { ...context, parentURL } : context),
  })
  const nodeEntry: string = 'msw/node'
  return (await import(nodeEntry)) as Awaited<ReturnType<typeof loadMsw>>
}
