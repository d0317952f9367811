import { Command, CommanderError } from 'commander'

import { addCheckCommand } from './commands/check.ts'
import { addDiffCommand } from './commands/diff.ts'
import { addDriftCommand } from './commands/drift.ts'
import { addFixCommand } from './commands/fix.ts'
import { addLintCommand } from './commands/lint.ts'
import { addMatrixCommand } from './commands/matrix.ts'
import { addRecordCommand } from './commands/record.ts'
import { addReplayCommand } from './commands/replay.ts'
import { addResynthCommand } from './commands/resynth.ts'
import { addRulesCommand } from './commands/rules.ts'
import { addServeCommand } from './commands/serve.ts'
import { addViewCommand } from './commands/view.ts'
import { ExitCode, UsageError } from './exit-code.ts'
import { createTerminal, type Terminal } from './terminal.ts'
import { version } from './version.ts'

/**
 * Runs one `goldwire` command line.
 * @returns the exit code: 0 fine, 1 findings or divergences, 2 usage, input or I/O error
 */
export async function main(argv: readonly string[], terminal: Terminal = createTerminal()): Promise<number> {
  let code: ExitCode = ExitCode.fine
  const done = (result: ExitCode): void => {
    code = result
  }
  const program = new Command('goldwire')
    .description('Proves that a server speaks the OpenAI Responses API, event by event.')
    .version(version)
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      getOutHasColors: () => terminal.colour,
      getErrHasColors: () => terminal.colour,
    })
    .exitOverride()
    .showHelpAfterError('(goldwire --help shows what there is)')
  for (const add of [
    addServeCommand,
    addLintCommand,
    addDiffCommand,
    addDriftCommand,
    addCheckCommand,
    addMatrixCommand,
    addRulesCommand,
    addFixCommand,
    addRecordCommand,
    addReplayCommand,
    addResynthCommand,
    addViewCommand,
  ])
    add(program, terminal, done)
  for (const command of program.commands) command.exitOverride()
  try {
    await program.parseAsync([...argv])
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.fine : ExitCode.usage
    const hint = error instanceof UsageError ? '' : process.env['GOLDWIRE_DEBUG'] && error instanceof Error ? `\n${error.stack}` : ''
    terminal.err(`goldwire: ${error instanceof Error ? error.message : String(error)}${hint}\n`)
    return ExitCode.usage
  }
}
