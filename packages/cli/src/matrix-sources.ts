import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

import { parseServersFile, readCheckJson, type LiveSource, type MatrixColumn, type NamedServer, type SavedSource } from '@goldwire/harness'

import { UsageError } from './exit-code.ts'

export interface SourceFlags {
  server: string[]
  from: string[]
  servers?: string
}

/** The columns of a matrix: servers to be asked, and checks made before. */
export interface Sources {
  servers: NamedServer[]
  checked: MatrixColumn[]
  /** The names of both, as they were given. */
  order: string[]
}

/**
 * Reads the servers of `--servers`, `--server` and `--from`.
 * @throws UsageError for a server that is not said as it must be, a key that is not set, a name given twice, a file that cannot be read
 */
export async function readSources(flags: SourceFlags, environment: NodeJS.ProcessEnv): Promise<Sources> {
  const entries = [
    ...(flags.servers === undefined ? [] : await readServersFile(flags.servers)),
    ...flags.server.map(parseServer),
    ...flags.from.map(parseFrom),
  ]
  if (entries.length === 0) throw new UsageError('no server is named: --server NAME=URL,MODEL or --from NAME=check.json')
  const order = entries.map((each) => each.name)
  const twice = order.find((each, index) => order.indexOf(each) < index)
  if (twice !== undefined) throw new UsageError(`two servers are called ${twice}: each needs a name of its own`)
  const servers = entries.flatMap((each) => ('from' in each ? [] : [toServer(each, environment)]))
  const checked = await Promise.all(entries.flatMap((each) => ('from' in each ? [readSaved(each)] : [])))
  return { servers, checked, order }
}

function toServer({ name: called, base_url: baseUrl, model, key_env: variable }: LiveSource, environment: NodeJS.ProcessEnv): NamedServer {
  if (!/^https?:\/\//.test(baseUrl)) throw new UsageError(`server ${called}: ${baseUrl} is not a URL; write http://HOST:PORT`)
  const apiKey = variable === undefined ? environment['GOLDWIRE_API_KEY'] : environment[variable]
  if (variable !== undefined && !apiKey) throw new UsageError(`server ${called}: $${variable} is not set; it is to hold the key`)
  return { name: called, baseUrl, model, ...(apiKey ? { apiKey } : {}) }
}

async function readSaved({ name: called, from }: SavedSource): Promise<MatrixColumn> {
  try {
    return { name: called, check: readCheckJson(await readFile(from, 'utf8')) }
  } catch (error) {
    throw new UsageError(`${from} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Paths in the file are seen from the file. */
async function readServersFile(file: string): Promise<(LiveSource | SavedSource)[]> {
  try {
    const sources = parseServersFile(await readFile(file, 'utf8'))
    return sources.map((each) => ('from' in each ? { ...each, from: resolve(dirname(file), each.from) } : each))
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function parseServer(text: string): LiveSource {
  const [, called, url, model, variable] = /^([^=]+)=([^,]+),([^,]+)(?:,([^,]+))?$/.exec(text) ?? []
  if (called === undefined || url === undefined || model === undefined)
    throw new UsageError(`--server ${text}: write NAME=URL,MODEL or NAME=URL,MODEL,VARIABLE_WITH_THE_KEY`)
  return { name: called, base_url: url, model, ...(variable === undefined ? {} : { key_env: variable }) }
}

function parseFrom(text: string): SavedSource {
  const [, called, from] = /^([^=]+)=(.+)$/s.exec(text) ?? []
  if (called === undefined || from === undefined) throw new UsageError(`--from ${text}: write NAME=check.json`)
  return { name: called, from }
}
