import { readdir, stat } from 'node:fs/promises'
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
    const info = await stat(path).catch(() => undefined)
    if (!info) throw new UsageError(`there is no ${path}`)
    if (!info.isDirectory()) {
      files.push(path)
      continue
    }
    const found = (await readdir(path, { recursive: true })).filter((name) => STREAM_FILE.test(name)).sort()
    if (found.length === 0)
      throw new UsageError(`${path} holds no *.jsonl, *.ndjson or *.sse file; name the files themselves if they are called otherwise`)
    files.push(...found.map((name) => join(path, name)))
  }
  return files
}
