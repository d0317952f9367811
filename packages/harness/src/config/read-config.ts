import { access, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { describeIssues } from '../golden/golden.ts'
import { rules } from '../lint/rules.ts'
import { type Config, configSchema } from './config.ts'

/** The name under which a configuration is looked for. */
export const configName = 'goldwire.config.json'

/** A configuration that cannot be used. Its message says which file, where in it, and what is wrong. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** A configuration and the file it was read from. */
export interface LoadedConfig {
  /** Null where there is none. */
  file: string | null
  config: Config
}

/**
 * Reads the configuration of `goldwire lint` and `check`: the file that is named, else the nearest `goldwire.config.json` in the working
 * directory or above it, else none.
 * @throws ConfigError when the file cannot be read, or says something it may not
 */
export async function readConfig(file: string | null = null, from: string = process.cwd()): Promise<LoadedConfig> {
  const found = file === null ? await findUpwards(resolve(from)) : resolve(from, file)
  if (found === null) return { file: null, config: {} }
  let text: string
  try {
    text = await readFile(found, 'utf8')
  } catch (cause) {
    throw new ConfigError(`${found} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
  return { file: found, config: parseConfig(text, found) }
}

/**
 * Reads the text of a configuration.
 * @throws ConfigError
 */
export function parseConfig(text: string, file: string = configName): Config {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new ConfigError(`${file} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
  const parsed = configSchema.safeParse(value)
  if (!parsed.success) throw new ConfigError(`${file}: ${describeIssues(parsed.error, 'the whole')}`)
  const known = new Set(rules.map((rule) => rule.id))
  const named = [...(parsed.data.suppress ?? []).map(({ rule }) => rule), ...Object.keys(parsed.data.severity ?? {})]
  const unknown = named.filter((id) => !known.has(id))
  if (unknown.length > 0) throw new ConfigError(`${file}: there is no rule ${unknown.join(', ')} (\`goldwire rules\` lists them)`)
  return parsed.data
}

async function findUpwards(folder: string): Promise<string | null> {
  const file = join(folder, configName)
  const isThere = await access(file).then(
    () => true,
    () => false,
  )
  if (isThere) return file
  const parent = dirname(folder)
  return parent === folder ? null : findUpwards(parent)
}
