/**
 * Resolves on Ctrl-C or SIGTERM. Called before the line that says a server is ready: whoever reads that line may stop it at once, and is to
 * find a server that ends in good order.
 */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}
