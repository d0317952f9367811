import { stat } from 'node:fs/promises'
import { setFlagsFromString } from 'node:v8'

/** From so many bytes on, a capture is long enough for its garbage to matter. */
const LONG = 64 * 1024 * 1024

/**
 * Keeps memory flat where a long capture is to be read: V8 lets the space of young objects grow to a hundred megabytes when lines come and go as
 * quickly as they do here, and lets garbage lie while there is memory; neither gains anything here.
 */
export async function keepHeapSmall(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const size = file === '-' ? 0 : ((await stat(file).catch(() => null))?.size ?? 0)
    // Nobody knows how long standard input and what is packed will be.
    if (size < LONG && file !== '-' && !file.endsWith('.gz')) continue
    setFlagsFromString('--semi-space-growth-factor=1')
    setFlagsFromString('--optimize-for-size')
    return
  }
}
