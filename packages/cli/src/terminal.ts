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
  const plain = process.env['NO_COLOR'] !== undefined && process.env['NO_COLOR'] !== ''
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    colour: process.stdout.isTTY && !plain,
    interactive: process.stderr.isTTY,
    stdin: () => process.stdin,
  }
}

/** A line of progress that is redrawn on a terminal and absent elsewhere. */
export function createProgress(terminal: Terminal): { show(text: string): void; clear(): void } {
  const draw = (text: string) => {
    if (terminal.interactive) terminal.err(`\r\u001B[2K${text}`)
  }
  return { show: draw, clear: () => draw('') }
}
