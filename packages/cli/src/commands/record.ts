import { InvalidArgumentError, Option, type Command } from 'commander'
import type { ExitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

export interface RecordFlags {
  out: string
  upstream?: string
  port: number
  host: string
  provider?: string
  scenario: string[]
  all?: true
  baseUrl?: string
  model?: string
  apiKey?: string
  goldens?: string
  timeout: number
  yes?: true
  again?: true
  json?: true
}

const number = (least: number) => (text: string) => {
  const value = Number(text)
  if (!(value >= least)) throw new InvalidArgumentError(`it must be a number from ${least}.`)
  return value
}

export function addRecordCommand(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  program
    .command('record')
    .summary('record what a server really sends')
    .description(
      'Records exchanges byte for byte, with chunk boundaries and arrival times, into goldens. With --upstream it is a proxy that any client may use in place of the server; with --scenario or --all it sends the requests itself. Keys, cookies and other secrets are removed before anything is written.',
    )
    .requiredOption('--out <dir>', 'folder for the goldens')
    .option('--provider <name>', "first part of the goldens' names (default: from the server's host)")
    .optionsGroup('As a proxy:')
    .option('--upstream <url>', 'the server that is recorded, with or without /v1')
    .addOption(new Option('--port <port>', '0 takes a free one').default(0).argParser(number(0)))
    .option('--host <host>', 'address to bind to; anything but loopback lets others in', '127.0.0.1')
    .optionsGroup('Sending requests itself:')
    .option('--scenario <name...>', 'the requests of these goldens', [])
    .option('--all', 'the requests of all goldens that can be provoked')
    .option('--base-url <url>', 'where to send them (default: https://api.openai.com/v1)')
    .option('--model <name>', 'model to ask for (default: what each request says)')
    .option('--api-key <key>', 'sent as bearer token (default: $OPENAI_API_KEY); never written')
    .option('--goldens <dir>', 'whose requests are sent (default: the goldens that come with goldwire)')
    .addOption(new Option('--timeout <seconds>', 'for one answer').default(300).argParser(number(1)))
    .option('--yes', 'do not ask before requests are sent that may cost money')
    .option('--again', 'record also what the folder already has whole')
    .optionsGroup('Output:')
    .option('--json', 'print one JSON document for each recording')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: RecordFlags) => done(await (await import('../actions/record.ts')).record(flags, terminal)))
}

const EXAMPLES = `
Examples:
  goldwire record --upstream https://api.openai.com --out goldens     then point a client at it: OPENAI_BASE_URL=http://127.0.0.1:PORT/v1
  goldwire record --upstream http://127.0.0.1:8080 --port 4010 --out captures --json
  goldwire record --scenario text --scenario function-auto --base-url http://127.0.0.1:8080 --model qwen3 --out captures
  OPENAI_API_KEY=... goldwire record --all --out captures

The proxy prints \`listening on http://HOST:PORT\` when it is ready, then a line for each recording; Ctrl-C finishes the files.
Ends with 0 when everything was recorded whole, 1 when something of what was sent itself was not, 2 when nothing could be sent or written.`
