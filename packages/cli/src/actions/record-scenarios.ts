import type { RecordFlags } from '../commands/record.ts'
import { ExitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

export async function recordScenarios(_flags: RecordFlags, _terminal: Terminal): Promise<ExitCode> {
  return ExitCode.usage
}
