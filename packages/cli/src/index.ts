export { main } from './main.ts'
export { ExitCode, UsageError } from './exit-code.ts'
export type { Terminal } from './terminal.ts'
