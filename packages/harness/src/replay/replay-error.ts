/** An option of replay that cannot be understood, or a golden that cannot be replayed; the message says which and what to write instead. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError'
}
