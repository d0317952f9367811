import { InvalidArgumentError, Option, type Command } from 'commander'
import type { ExitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

export interface ServeFlags {
  port: number
  host: string
  engine: 'llama' | 'chat' | 'responses' | 'scripted'
  model?: string
  script?: string
  upstream?: string
  upstreamKey?: string
  upstreamKind?: string
  upstreamHeader: string[]
  upstreamOption: string[]
  apiKey: string[]
  allowHost: string[]
  store?: string
  events?: string
  webSearch?: string
  codeInterpreter: boolean
  slots?: number
  contextSize?: number
  threads?: number
  queue?: number
  requestsPerMinute?: number
  tokensPerMinute?: number
  responsesAtOnce?: number
  fileSpace?: number
  responsesPerKey?: number
  openMetrics?: true
  cors: string[]
  log?: true
}

const wholeNumber = (least: number) => (text: string) => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least) throw new InvalidArgumentError(`it must be a whole number from ${least}.`)
  return value
}

function webAddress(text: string): string {
  const { protocol } = URL.parse(text) ?? {}
  if (protocol !== 'http:' && protocol !== 'https:') throw new InvalidArgumentError('it must be an http or https URL.')
  return text
}

export function addServeCommand(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  program
    .command('serve')
    .summary('run the reference server')
    .description('Serves the Responses API on a local model and prints `listening on http://HOST:PORT` when ready.')
    .addOption(new Option('--port <port>', '0 takes a free one').default(8080).argParser(wholeNumber(0)))
    .option('--host <host>', 'address to bind to; anything but loopback lets others in', '127.0.0.1')
    .addOption(
      new Option('--engine <engine>', 'what computes the answers; responses puts right what another server sends, as goldwire fix does')
        .choices(['llama', 'chat', 'responses', 'scripted'])
        .default('llama'),
    )
    .option(
      '--model <model>',
      'llama: `reference` (a few megabytes, built in) or the path of a GGUF file; chat: names of models to serve, with commas between (default: reference, or all models of the upstream)',
    )
    .addOption(
      new Option(
        '--upstream <url>',
        'the server behind: of Chat Completions for --engine chat, of the Responses API for --engine responses: http://127.0.0.1:8000/v1',
      ).argParser(webAddress),
    )
    .addOption(new Option('--upstream-key <key>', 'its API key').env('GOLDWIRE_UPSTREAM_KEY'))
    .addOption(
      new Option('--upstream-kind <kind>', 'what it is, for its ways').choices([
        'generic',
        'vllm',
        'sglang',
        'llama.cpp',
        'ollama',
        'lmstudio',
        'deepseek',
        'openrouter',
        'openai',
      ]),
    )
    .option('--upstream-header <header...>', 'sent to it with every request: `name: value`', [])
    .option(
      '--upstream-option <name=value...>',
      'where it differs from its kind (docs/guides/engines.md): images=true, think-tags=off …',
      [],
    )
    .option('--script <file>', 'the steps that --engine scripted plays (docs/guides/engines.md)')
    .option('--api-key <key...>', 'ask clients for one of these keys (default: $GOLDWIRE_API_KEY, else none)', [])
    .option(
      '--allow-host <host...>',
      'another server that requests may have this one ask (MCP servers, files by URL): example.com, example.com:8443, *.example.com; `*` for all but private addresses (default: none)',
      [],
    )
    .option(
      '--store <store>',
      'where responses, conversations, files, vector stores and containers are kept: memory, sqlite:FILE, or postgres://USER:PASSWORD@HOST/DATABASE, which several servers may share (default: $GOLDWIRE_STORE, else memory)',
    )
    .addOption(
      new Option(
        '--events <url>',
        'redis://HOST:PORT: servers on one Postgres share running responses, conversation locks and rate limits through it',
      ).env('GOLDWIRE_EVENTS'),
    )
    .addOption(
      new Option(
        '--web-search <url>',
        'where the web_search tool searches: a SearXNG that allows the json format; without one the tool is refused',
      )
        .env('GOLDWIRE_WEB_SEARCH')
        .argParser(webAddress),
    )
    .option('--no-code-interpreter', 'refuse the code_interpreter tool, which runs Python in a sandbox on this machine')
    .addOption(new Option('--slots <n>', 'requests decoded at once').argParser(wholeNumber(1)))
    .addOption(new Option('--context-size <tokens>', 'prompt and answer of one request').argParser(wholeNumber(64)))
    .addOption(new Option('--threads <n>', 'CPU threads').argParser(wholeNumber(1)))
    .addOption(
      new Option(
        '--queue <n>',
        'requests that may wait for a slot; more get a 503 (default: 1000 for models below 100 MB, else 64)',
      ).argParser(wholeNumber(0)),
    )
    .addOption(new Option('--responses-at-once <n>', 'responses in flight; more get a 503 (default: 2000)').argParser(wholeNumber(1)))
    .addOption(
      new Option('--responses-per-key <n>', 'responses in flight of one key; more get a 429 (default: any)').argParser(wholeNumber(1)),
    )
    .addOption(
      new Option(
        '--file-space <megabytes>',
        "uploaded files, what vector stores made of them and containers' files, together; more get a 413 (default: 1024)",
      ).argParser(wholeNumber(1)),
    )
    .addOption(new Option('--requests-per-minute <n>', 'what one key may ask; more gets a 429 (default: any)').argParser(wholeNumber(1)))
    .addOption(new Option('--tokens-per-minute <n>', 'what one key may use; more gets a 429 (default: any)').argParser(wholeNumber(1)))
    .option('--cors <origin...>', 'pages that may use the server from a browser: https://example.com, or `*` for all (default: none)', [])
    .option('--open-metrics', 'GET /metrics needs no key')
    .option('--log', 'one line of JSON for each request and response on stderr; never what was said, never a key')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: ServeFlags) => done(await (await import('../actions/serve.ts')).serve(flags, terminal)))
}

const EXAMPLES = `
Examples:
  goldwire serve
  goldwire serve --port 0 --model ~/models/qwen3-0.6b-q8_0.gguf
  goldwire serve --store sqlite:responses.db
  goldwire serve --engine chat --upstream http://127.0.0.1:8000/v1 --upstream-kind vllm
  goldwire serve --host 0.0.0.0 --api-key "$KEY" --requests-per-minute 60 --log 2>> goldwire.log
  curl -N localhost:8080/v1/responses -H 'content-type: application/json' -d '{"model":"reference","input":"Hello!","stream":true}'

Stops on Ctrl-C: answers in flight are finished or failed properly first.`
