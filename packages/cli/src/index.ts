export { main } from './main.ts'
export { ExitCode, UsageError } from './exit-code.ts'
export { findStreamFiles } from './find-stream-files.ts'
export type { Terminal } from './terminal.ts'
