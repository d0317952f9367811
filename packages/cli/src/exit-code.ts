/** What every command ends with. */
export const ExitCode = { fine: 0, findings: 1, usage: 2 } as const
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

/** The command line or its input is wrong; the message says what and what to do. Ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
