import { fileURLToPath } from 'node:url'

import { run, type Toolchain } from '../clients.ts'

/** What a client did with one stream: a line of its `read` mode. */
export interface RealReading {
  read: 'ok' | 'error'
  error?: string
  text: string
  calls: { name: string; arguments: string }[]
  reasoning?: string
  finish?: string
}

export interface ReadOptions {
  /** Milliseconds for one stream. */
  readTimeout: number
  onReading?: (count: number) => void
}

/**
 * Has a client read base URLs, one after the other (it takes several at a time).
 *
 * @throws Error when the program ends before it has answered for all
 */
export async function readCases(
  client: Toolchain['clients'][number],
  baseUrls: readonly string[],
  { readTimeout, onReading }: ReadOptions,
): Promise<RealReading[]> {
  const readings: RealReading[] = []
  const { code, output } = await run(client.command, {
    folder: fileURLToPath(new URL('..', import.meta.url)),
    env: {
      GOLDWIRE_READ: '1',
      GOLDWIRE_READ_TIMEOUT: String(readTimeout),
      GOLDWIRE_MODEL: 'made-up-model-2026-08-01',
      GOLDWIRE_API_KEY: 'sk-none',
    },
    input: `${baseUrls.join('\n')}\n`,
    onLine: (line) => {
      const reading = parseReading(line)
      if (reading === null) return
      readings.push(reading)
      onReading?.(readings.length)
    },
  })
  if (readings.length !== baseUrls.length)
    throw new Error(
      `${client.name} ended with ${code ?? 'a signal'} after ${readings.length} of ${baseUrls.length} streams: ${output.slice(-400)}`,
    )
  return readings
}

function parseReading(line: string): RealReading | null {
  try {
    const value = JSON.parse(line) as RealReading
    return value.read === 'ok' || value.read === 'error' ? value : null
  } catch {
    return null
  }
}
