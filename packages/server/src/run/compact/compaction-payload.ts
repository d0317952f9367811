import { z } from 'zod'

/** What a compaction item holds, encrypted. */
export interface CompactionPayload {
  /** What it stands for: all that came before it but rules (system and developer messages), or all but these and what users said. */
  covers: 'all' | 'others'
  /** The condensed conversation. */
  text: string
}

const payloadSchema = z.strictObject({ v: z.literal(1), covers: z.enum(['all', 'others']), text: z.string() })

export function writePayload({ covers, text }: CompactionPayload): string {
  return JSON.stringify({ v: 1, covers, text })
}

/** null for what is no payload of this version. */
export function readPayload(json: string): CompactionPayload | null {
  try {
    return payloadSchema.safeParse(JSON.parse(json)).data ?? null
  } catch {
    return null
  }
}
