import { InvalidArgumentError, Option, type Command } from 'commander'
import type { ExitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

export interface FixFlags {
  upstream: string
  upstreamKey?: string
  port: number
  host: string
  log?: string
  quiet?: true
  json?: true
}

const portNumber = (text: string) => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0 || value > 65_535) throw new InvalidArgumentError('it must be a whole number from 0 to 65535.')
  return value
}

export function addFixCommand(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  program
    .command('fix')
    .summary('put right what a server sends, in front of it')
    .description(
      'A proxy in front of a server that speaks the Responses API badly: reads its streams leniently and says them right, event by event as they come. What cannot be put right without inventing or losing something fails the response and says why.',
    )
    .requiredOption('--upstream <url>', 'the server that is put right, with or without /v1')
    .addOption(
      new Option('--upstream-key <key>', "sent to it as bearer token in place of the client's own; never logged").env(
        'GOLDWIRE_UPSTREAM_KEY',
      ),
    )
    .addOption(new Option('--port <port>', '0 takes a free one').default(0).argParser(portNumber))
    .option('--host <host>', 'address to bind to; anything but loopback lets others in', '127.0.0.1')
    .option('--log <file>', 'every repair as a line of JSON: the rule it mends, where, and what was done; - for the terminal (stderr)')
    .option('--quiet', 'no line for each response')
    .option('--json', 'print one JSON document for each response')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: FixFlags) => done(await (await import('../actions/fix.ts')).fix(flags, terminal)))
}

const EXAMPLES = `
Examples:
  goldwire fix --upstream http://127.0.0.1:8080        then point a client at it: OPENAI_BASE_URL=http://127.0.0.1:PORT/v1
  goldwire fix --upstream http://127.0.0.1:11434/v1 --port 4020 --log repairs.jsonl
  goldwire fix --upstream https://openrouter.ai/api --upstream-key $OPENROUTER_API_KEY --log -

Prints \`listening on http://HOST:PORT\` when it is ready, and on stderr a line for each response: how it ended and which rules were mended
(\`goldwire rules\` lists them). Ctrl-C ends it. docs/guides/repair.md tells what is repaired and how.`
