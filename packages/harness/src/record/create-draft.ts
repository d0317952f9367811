import { createSpool } from './create-spool.ts'
import type { SpoolMemory } from './spool-blocks.ts'

/** The text of lines that nobody may see yet: kept as the exchange itself was, in memory or in a file that only this process can read. */
export interface Draft {
  add(line: string): void
  /** Resolves when there is room again; null while there is. */
  room(): Promise<void> | null
  /** All lines, each with its end, after the last was added. */
  read(): AsyncGenerator<Uint8Array>
  discard(): Promise<void>
}

const blockCharacters = 64 * 1024

export function createDraft(options: { directory: string; memory: SpoolMemory }): Draft {
  const spool = createSpool(options)
  let lines: string[] = []
  let length = 0
  function flush(): void {
    if (lines.length > 0) spool.add({ kind: 'body', t: 0, bytes: Buffer.from(`${lines.join('\n')}\n`) })
    lines = []
    length = 0
  }
  return {
    add(line) {
      lines.push(line)
      length += line.length
      if (length >= blockCharacters) flush()
    },
    room: () => spool.room(),
    async *read() {
      flush()
      for await (const batch of spool.read()) for (const { bytes } of batch) yield bytes
    },
    discard: () => spool.discard(),
  }
}
