import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { UsageError } from './exit-code.ts'

/** Endings of files that a folder is searched for; a file named on the command line is read whatever its name. */
const STREAM_FILE = /\.(jsonl|ndjson|sse)(\.gz)?$/

/**
 * Expands files, folders (searched to any depth) and `-` into a sorted list of stream files.
 * @throws UsageError when a path is not there or a folder holds no stream
 */
export async function findStreamFiles(paths: readonly string[]): Promise<string[]> {
  const files: string[] = []
  for (const path of paths) {
    if (path === '-') {
      files.push(path)
      continue
    }
    const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(error.code === 'ENOENT' ? `there is no ${path}` : `${path} cannot be read (${error.message})`)
    })
    if (!info.isDirectory()) {
      files.push(path)
      continue
    }
    const found = await streamsBelow(path, '', new Set())
    if (found.length === 0)
      throw new UsageError(`${path} holds no *.jsonl, *.ndjson or *.sse file; name the files themselves if they are called otherwise`)
    files.push(...found.sort().map((name) => join(path, name)))
  }
  return files
}

/** Regular files only: a pipe that nobody writes to would be waited for. Links are followed, and no folder is entered twice. */
async function streamsBelow(root: string, folder: string, entered: Set<string>): Promise<string[]> {
  const found: string[] = []
  const here = join(root, folder)
  const real = await realpath(here)
  if (entered.has(real)) return found
  entered.add(real)
  const entries = await readdir(here, { withFileTypes: true }).catch((error: Error) => {
    throw new UsageError(`${here} cannot be read (${error.message})`)
  })
  for (const entry of entries) {
    const name = join(folder, entry.name)
    const isStream = STREAM_FILE.test(name)
    // A link that leads nowhere is kept where its name promises a stream: reading it says what is wrong.
    const info = entry.isSymbolicLink() ? await stat(join(root, name)).catch(() => null) : entry
    if (info === null ? isStream : info.isFile() && isStream) found.push(name)
    else if (info?.isDirectory()) found.push(...(await streamsBelow(root, name, entered)))
  }
  return found
}
