import type { Command } from 'commander'
import type { ExitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

export interface DriftFlags {
  json?: boolean
  markdown?: boolean
  notes?: boolean
  provider?: string[]
}

export function addDriftCommand(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  program
    .command('drift')
    .summary('what changed on the wire between two sets of captures')
    .description(
      'Counts events, fields, types and words of two sets of captures, and tells what came, went or changed, in how many captures of how many.\nWith one set: what the schemas do not know or refuse in it.',
    )
    .argument('<old>', 'a folder (or file) of captures')
    .argument('[new]', 'a newer one; left out, the captures are held against the schemas')
    .option('--provider <name...>', 'only captures of these providers')
    .option('--notes', 'print schema notes as well, ready to be pasted into a *.deviations.ts file')
    .option('--markdown', 'print a Markdown table')
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action(async (old: string, next: string | undefined, flags: DriftFlags) =>
      done(await (await import('../actions/drift.ts')).drift(old, next, flags, terminal)),
    )
}

const EXAMPLES = `
Examples:
  goldwire drift captures/2026-06 captures/2026-11
  goldwire drift captures/2026-11 --notes
  goldwire drift old new --provider openai --markdown >> pull-request.md

Ends with 0 when nothing changed, 1 when something did, 2 when a file cannot be read.`
