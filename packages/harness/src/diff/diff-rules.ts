import { readFile } from 'node:fs/promises'
import { z } from 'zod'

import type { Divergence } from './divergence.ts'

export const diffRuleSchema = z.strictObject({
  /** JSON pointer with `*` for one step and `**` for any number of steps; absent = everywhere. */
  pointer: z.string().exactOptional(),
  kind: z.enum(['missing-event', 'extra-event', 'missing-field', 'extra-field', 'type', 'value', 'order']).exactOptional(),
  /** Text the message must contain (an event type, say). */
  message: z.string().exactOptional(),
  severity: z.enum(['ignore', 'info', 'warning', 'error']),
  /** Why this is allowed to differ; shown in reports. */
  because: z.string().min(1),
})

/** One line of a rules file: what is known to differ, and how it is to be taken. */
export type DiffRule = z.infer<typeof diffRuleSchema>

/** Applies the first matching rule to each divergence. */
export function applyDiffRules(divergences: readonly Divergence[], rules: readonly DiffRule[]): Divergence[] {
  if (rules.length === 0) return [...divergences]
  const compiled = rules.map((rule) => ({ rule, pattern: rule.pointer === undefined ? undefined : toPattern(rule.pointer) }))
  return divergences.flatMap((divergence) => {
    const match = compiled.find(
      ({ rule, pattern }) =>
        (pattern?.test(divergence.pointer) ?? true) &&
        (rule.kind === undefined || rule.kind === divergence.kind) &&
        (rule.message === undefined || divergence.message.includes(rule.message)),
    )
    if (!match) return [divergence]
    const { severity, because } = match.rule
    return severity === 'ignore' ? [] : [{ ...divergence, severity, message: `${divergence.message} [${because}]` }]
  })
}

/**
 * Reads a rules file: a JSON array of `{pointer?, kind?, message?, severity, because}`.
 * @throws Error naming the file and the entry when it is not that.
 */
export async function readDiffRules(path: string): Promise<DiffRule[]> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw new Error(`Failed to read diff rules from ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
  const parsed = z.array(diffRuleSchema).safeParse(json)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new Error(
      `Failed to read diff rules from ${path}: entry ${issue?.path.join('.') || '(root)'}: ${issue?.message}; each entry is {pointer?, kind?, message?, severity, because}`,
    )
  }
  return parsed.data
}

function toPattern(pointer: string): RegExp {
  const steps = pointer.split('/').slice(1)
  const body = steps
    .map((step) => (step === '**' ? '(?:/[^/]+)*' : `/${step === '*' ? '[^/]+' : step.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`))
    .join('')
  return new RegExp(`^${body}$`)
}
