import { ExitCode } from './exit-code.ts'

/** Where a command writes; tests pass their own. Results go to `out`, progress and complaints to `err`. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  /** `out` is a terminal that likes colours. */
  colour: boolean
  /** `err` is a terminal that can redraw a line: long work shows its progress there. */
  interactive: boolean
  stdin(): AsyncIterable<Uint8Array>
}

export function createTerminal(): Terminal {
  outliveReaders(process.stdout)
  outliveReaders(process.stderr)
  const plain = process.env['NO_COLOR'] !== undefined && process.env['NO_COLOR'] !== ''
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    colour: process.stdout.isTTY && !plain,
    interactive: process.stderr.isTTY,
    stdin: () => process.stdin,
  }
}

/** A reader that has seen enough (`goldwire lint x | head`) is no failure: what is left goes nowhere, and the exit code stays what it is. */
function outliveReaders(stream: NodeJS.WriteStream): void {
  if (stream.listeners('error').includes(forgiveClosedPipe)) return
  stream.on('error', forgiveClosedPipe)
}

function forgiveClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return
  process.stderr.write(`goldwire: the output cannot be written (${error.message})\n`)
  process.exit(ExitCode.usage)
}

/** A line of progress that is redrawn on a terminal and absent elsewhere. */
export function createProgress(terminal: Terminal): { show(text: string): void; clear(): void } {
  const draw = (text: string) => {
    if (terminal.interactive) terminal.err(`\r\u001B[2K${text}`)
  }
  return { show: draw, clear: () => draw('') }
}
