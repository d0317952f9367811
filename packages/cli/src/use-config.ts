import { ConfigError, type ConfigFilter, createConfigFilter, readConfig, type Suppression } from '@goldwire/harness'
import { UsageError } from './exit-code.ts'
import type { Terminal } from './terminal.ts'

/** The configuration of one run of a command, and what it did. */
export interface UsedConfig {
  filter: ConfigFilter
  /** Says on standard error how many findings were taken away, and which suppressions fitted none. */
  tell(suppressed: number, terminal: Terminal): void
  /** The same for `--json`; null where there is no configuration. */
  toJson(suppressed: number): { file: string; suppressed: number; unused: Suppression[] } | null
}

/**
 * Reads the configuration that `--config` names, or the nearest above the working directory.
 * @throws UsageError when it cannot be used
 */
export async function useConfig(file: string | undefined): Promise<UsedConfig> {
  const loaded = await readConfig(file ?? null).catch((error: unknown) => {
    throw error instanceof ConfigError ? new UsageError(error.message) : error
  })
  const filter = createConfigFilter(loaded.config)
  return {
    filter,
    tell(suppressed, terminal) {
      if (loaded.file === null) return
      if (suppressed > 0) terminal.err(`${suppressed === 1 ? '1 finding' : `${suppressed} findings`} suppressed by ${loaded.file}\n`)
      for (const one of filter.unused()) terminal.err(`${loaded.file}: nothing to suppress for ${nameOf(one)} (${one.because})\n`)
    },
    toJson: (suppressed) => (loaded.file === null ? null : { file: loaded.file, suppressed, unused: filter.unused() }),
  }
}

function nameOf({ rule, pointer, file, server }: Suppression): string {
  return [rule, pointer, file, server].filter((part) => part !== undefined).join(' ')
}
