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
  /** Used for every block; one line may be longer. */
  let scratch = Buffer.allocUnsafeSlow(blockCharacters * 4)
  function flush(): void {
    if (lines.length > 0) {
      const text = `${lines.join('\n')}\n`
      if (text.length * 3 > scratch.length) scratch = Buffer.allocUnsafeSlow(text.length * 3)
      spool.add({ kind: 'body', t: 0, bytes: scratch.subarray(0, scratch.write(text)) })
    }
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
