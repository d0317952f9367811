import type { Talk } from './talk.ts'

/** A part of the API that no single golden shows: several requests that must agree with each other. */
export interface BuiltinScenario {
  /** `api/` and what it is about, e.g. `api/retrieve`. */
  name: string
  /** What is asked of the server, in a few words. */
  title: string
  /** Talks to the server and notes what is wrong. Throws only what {@link Talk} throws. */
  run: (talk: Talk) => Promise<void>
}

/** The server does not have what the scenario is about, and says so; the message says how. */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError'
}

/** Nothing could be shown, and that is no lack of the server's; the message says why. */
export class UndecidedError extends Error {
  override readonly name = 'UndecidedError'
}

/** The scenario cannot go on: something every server must do did not work. The message says what. */
export class BrokenOffError extends Error {
  override readonly name = 'BrokenOffError'
}
