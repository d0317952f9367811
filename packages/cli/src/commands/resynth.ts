import type { Command } from 'commander'
import type { ExitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

export interface ResynthFlags {
  json?: boolean
  verbose?: boolean
}

export function addResynthCommand(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  program
    .command('resynth')
    .summary("prove the reference server's emitter on recorded streams")
    .description(
      "Derives the steps of each recorded stream from its final response and delta boundaries, runs them through the server's own emitter,\nand compares the emitted events with the recorded ones by value.",
    )
    .argument('<path...>', 'goldens, raw SSE files, or folders of them; - for standard input')
    .option('--json', 'print one JSON document')
    .option('--verbose', 'list equal files as well')
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], flags: ResynthFlags) =>
      done(await (await import('../actions/resynth.ts')).resynth(paths, flags, terminal)),
    )
}

const EXAMPLES = `
Examples:
  goldwire resynth goldens/openai
  goldwire resynth capture.sse --json

Ends with 0 when every stream comes out equal, 1 when one does not, 2 when a file cannot be read.`
