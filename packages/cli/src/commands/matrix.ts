import type { Command } from 'commander'

import type { ExitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

export interface MatrixFlags {
  server: string[]
  from: string[]
  servers?: string
  goldens?: string
  scenario: string[]
  report?: string
  markdown?: string
  badge?: string
  json?: boolean
  timeout: string
  config?: string
  verbose?: boolean
}

export function addMatrixCommand(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  program
    .command('matrix')
    .summary('the same scenarios against several servers, in one table')
    .description('Runs the scenarios of `goldwire check` against several servers side by side: what each passes, lacks and breaks.')
    .option('--server <name=url,model...>', 'a server: its name, where it listens, its model; with a key: NAME=URL,MODEL,VARIABLE', [])
    .option('--from <name=check.json...>', 'a server that was checked before: what `goldwire check --json` printed', [])
    .option('--servers <file.json>', 'a list of servers: {"servers":[{"name","base_url","model","key_env"?}|{"name","from"}]}')
    .option('--goldens <dir>', 'goldens to measure by (default: those that come with goldwire)')
    .option('--scenario <name...>', 'only these; * stands for anything', [])
    .option('--timeout <seconds>', 'for one answer', '120')
    .option('--report <file.html>', 'write a web page with every stream and finding behind each cell')
    .option('--markdown <file>', 'write Markdown: the table, and what is behind it')
    .option('--badge <file>', 'write a badge: .svg, or .json for shields.io; {name} in it stands for the server')
    .option('--json', 'print one JSON document')
    .option('--config <file>', 'severities and accepted findings (default: the nearest goldwire.config.json above)')
    .option('--verbose', 'show everything that is to be mended')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: MatrixFlags) => done(await (await import('../actions/matrix.ts')).matrix(flags, terminal)))
}

const EXAMPLES = `
Examples:
  goldwire matrix --server llama=http://127.0.0.1:8080,qwen3 --server ollama=http://127.0.0.1:11434,qwen3:0.6b --report matrix.html
  goldwire matrix --server openai=https://api.openai.com,gpt-5-nano,OPENAI_API_KEY --scenario 'api/*' --markdown matrix.md
  goldwire matrix --from monday=monday.json --from today=today.json
  goldwire matrix --servers servers.json --badge 'badges/{name}.svg'

Keys are read from the environment, never from the command line, and are written nowhere.
Ends with 0 when nothing failed, 1 when something did, 2 when a server cannot be reached or a file cannot be read.
`
