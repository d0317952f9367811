import type { Command } from 'commander'
import type { ExitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

export interface RulesFlags {
  json?: boolean
}

export function addRulesCommand(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  program
    .command('rules')
    .summary('list the rules of the linter, or explain some')
    .description('Lists every rule with its severity; with ids or names, says why a rule is there, where it is written and who met it.')
    .argument('[rule...]', 'ids (GW405), names (items-overlap) or groups (GW4)')
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action(async (names: string[], flags: RulesFlags) =>
      done(await (await import('../actions/rules.ts')).listRules(names, flags, terminal)),
    )
}

const EXAMPLES = `
Examples:
  goldwire rules
  goldwire rules GW405
  goldwire rules items-overlap --json
  goldwire rules GW0

Ends with 0, or with 2 when there is no such rule.`
