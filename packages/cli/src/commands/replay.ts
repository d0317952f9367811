import { InvalidArgumentError, Option, type Command } from 'commander'
import type { ExitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

export interface ReplayFlags {
  port: number
  host: string
  match: 'subset' | 'exact' | 'tape' | 'any'
  ignore: string[]
  repeat: 'last' | 'cycle' | 'never'
  pace: string
  chunk: string
  fault: string[]
  seed: number
  maxBody: number
  cors: string[]
  listFaults?: true
  json?: true
  quiet?: true
}

const wholeNumber = (least: number) => (text: string) => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least) throw new InvalidArgumentError(`it must be a whole number from ${least}.`)
  return value
}

const several = (text: string, before: string[]) => [...before, text]

export function addReplayCommand(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  program
    .command('replay')
    .summary('answer requests from recordings')
    .description(
      'Serves recorded streams over HTTP and WebSocket and prints `listening on http://HOST:PORT` when ready. A response that was recorded once can\nbe created, read again by id, resumed at every starting_after, cancelled, deleted and continued.',
    )
    .argument('[path...]', 'goldens, raw SSE text, JSON Lines of events or JSON bodies: files, or folders searched to any depth')
    .addOption(new Option('--port <port>', '0 takes a free one').default(0).argParser(wholeNumber(0)))
    .option('--host <host>', 'address to bind to; anything but loopback lets others in', '127.0.0.1')
    .addOption(
      new Option(
        '--match <mode>',
        'subset: what was recorded is asked again, more may be asked, the model does not count; exact: to the last value; tape: the next, whatever the body says; any: the nearest',
      )
        .choices(['subset', 'exact', 'tape', 'any'])
        .default('subset'),
    )
    .addOption(
      new Option('--ignore <pointer>', 'a place in request bodies that does not count, such as /tools (repeatable)')
        .argParser(several)
        .default([], 'none'),
    )
    .addOption(
      new Option('--repeat <mode>', 'when all that fits was given: the last again, all again from the first, or no answer')
        .choices(['last', 'cycle', 'never'])
        .default('last'),
    )
    .option('--pace <pace>', 'instant, recorded, xN (x10 is ten times as fast) or N/s (events a second)', 'instant')
    .option(
      '--chunk <chunking>',
      'where bytes are cut: recorded (by frame where unknown), frame, byte, random:SEED, split-utf8 or whole',
      'recorded',
    )
    .addOption(
      new Option('--fault <fault>', 'NAME[:ARG][@TIMES], see --list-faults; TIMES answers are struck, then all is as recorded (repeatable)')
        .argParser(several)
        .default([], 'none'),
    )
    .addOption(new Option('--seed <n>', 'decides what faults leave to chance').default(1).argParser(wholeNumber(0)))
    .addOption(new Option('--max-body <bytes>', 'largest request body').default(64 * 1024 * 1024).argParser(wholeNumber(1)))
    .option('--cors <origin...>', 'pages that may ask from a browser: https://example.com, or `*` for all (default: none)', [])
    .option('--list-faults', 'print every fault and mutation with its meaning, and end')
    .option('--json', 'print JSON, one document a line: first {"listening"}, then one for each answer')
    .option('--quiet', 'print no line for each answer')
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], flags: ReplayFlags) =>
      done(await (await import('../actions/replay.ts')).replay(paths, flags, terminal)),
    )
}

const EXAMPLES = `
Examples:
  goldwire replay goldens/openai --port 8080
  goldwire replay recordings --pace recorded
  goldwire replay stream.sse --match any --pace 20/s --chunk random:7
  goldwire replay goldens/openai --fault status:429,2 --fault reset-after:10@1 --seed 3
  goldwire replay goldens/openai/background.golden.jsonl --fault cut-after:5@1
  goldwire replay --list-faults

Stops on Ctrl-C. Ends with 0, or with 2 when a file cannot be read or a flag is not understood.`
