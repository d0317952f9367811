import type { Command } from 'commander'
import type { ExitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

export interface ViewFlags {
  out: string
  open?: boolean
  lint: boolean
  json?: boolean
}

export function addViewCommand(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  program
    .command('view')
    .summary('make a web page of streams')
    .description(
      'Writes one self-contained page that shows streams: events, folded deltas, timing, findings.\nReads goldens, raw SSE text, JSON Lines of events, or one JSON response body.',
    )
    .argument('<path...>', 'files, folders, or - for standard input')
    .option('--out <page.html>', 'where the page is written', 'goldwire.html')
    .option('--open', 'open it in the browser')
    .option('--no-lint', 'show the streams without findings')
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], flags: ViewFlags) => done(await (await import('../actions/view.ts')).view(paths, flags, terminal)))
}

const EXAMPLES = `
Examples:
  goldwire view capture.sse --open
  goldwire view goldens/openai --out goldens.html
  curl -sN $URL/v1/responses -H 'content-type: application/json' -d @body.json | goldwire view - --out now.html

Ends with 0, or with 2 when a file cannot be read or the page cannot be written. Two streams side by side: goldwire diff A B --report page.html`
