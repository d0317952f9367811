import { readFile } from 'node:fs/promises'
import { z } from 'zod'

import type { Divergence } from './divergence.ts'
import { isRegExp, parseTolerance } from './expectation.ts'
import { createRuleBook } from './rule-book.ts'

const jsonTypeSchema = z.enum(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'])

const selectors = {
  /** JSON pointer with `*` for one step (or part of one) and `**` for any number of steps; absent = everywhere. */
  pointer: z
    .string()
    .regex(/^(?:\/|$)/, "is a JSON pointer: '' or /… with * for one step and ** for any number")
    .exactOptional(),
  kind: z.enum(['missing-event', 'extra-event', 'missing-field', 'extra-field', 'type', 'value', 'order']).exactOptional(),
  /** Type of the event it is in, `*` for any part of it: `response.output_text.*`. */
  event: z.string().exactOptional(),
  /** Id of the linter's rule that is broken: `GW212`. */
  rule: z
    .string()
    .regex(/^GW\d{3}$/, 'is the id of a rule, such as GW212')
    .exactOptional(),
  /** Text the message must contain. */
  message: z.string().exactOptional(),
}
const SELECTORS = Object.keys(selectors)

const expectations = {
  /** Any value of this JSON type will do at the pointer. */
  type: z.union([jsonTypeSchema, z.array(jsonTypeSchema).min(1)]).exactOptional(),
  /** Any string that this regular expression matches will do at the pointer. */
  matches: z.string().refine(isRegExp, 'is not a regular expression').exactOptional(),
  /** Any number so near to the expected one will do: `5`, or `"10%"`. */
  tolerance: z
    .union([z.number().nonnegative(), z.string()])
    .refine((value) => parseTolerance(value) !== null, 'is a number, or a percentage such as "10%"')
    .exactOptional(),
}
const EXPECTATIONS = Object.keys(expectations)

export const diffRuleSchema = z
  .strictObject({
    ...selectors,
    ...expectations,
    /** How a divergence that the rule selects is taken; of an expectation, how a value is taken that does not meet it (`error` if absent). */
    severity: z.enum(['ignore', 'info', 'warning', 'error']).exactOptional(),
    /** Why this is allowed to differ; shown in reports. */
    because: z.string().min(1),
  })
  .superRefine((rule, context) => {
    const asked = EXPECTATIONS.filter((key) => key in rule)
    if (asked.length === 0 && rule.severity === undefined)
      context.addIssue({ code: 'custom', message: `says nothing: give it severity, or what is expected (${EXPECTATIONS.join(', ')})` })
    if (asked.length > 0 && rule.pointer === undefined)
      context.addIssue({ code: 'custom', path: [asked[0] ?? ''], message: 'needs a pointer to say which value is meant' })
    const odd = ['kind', 'rule', 'message'].filter((key) => asked.length > 0 && key in rule)
    if (odd.length > 0) context.addIssue({ code: 'custom', path: odd, message: `cannot stand beside ${asked[0]}: use pointer and event` })
  })

/**
 * One line of a rules file: what is known to differ, and how it is to be taken (`severity`), or what may stand at a place (`type`, `matches`,
 * `tolerance`).
 */
export type DiffRule = z.infer<typeof diffRuleSchema>

/** Applies the first matching rule to each divergence. */
export function applyDiffRules(divergences: readonly Divergence[], rules: readonly DiffRule[]): Divergence[] {
  const book = createRuleBook(rules)
  return divergences.flatMap((divergence) => {
    const settled = book.settle(divergence, '')
    return settled === null
      ? [divergence]
      : settled.severity === 'ignore'
        ? []
        : [{ ...divergence, ...settled, severity: settled.severity }]
  })
}

/**
 * Reads a rules file: a JSON array of rules, or `{"rules": [...]}`.
 * @throws Error naming the file, the entry and what is wrong with it
 */
export async function readDiffRules(path: string): Promise<DiffRule[]> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw new Error(`Failed to read diff rules from ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
  const list: unknown = typeof json === 'object' && json !== null && 'rules' in json ? json.rules : json
  const parsed = z.array(diffRuleSchema).safeParse(list)
  if (parsed.success) return parsed.data
  const told = parsed.error.issues.slice(0, 5).map(({ path: [entry, ...field], message }) => {
    const where = entry === undefined ? 'the file' : `rule ${String(entry)}${field.length > 0 ? ` (${field.join('.')})` : ''}`
    return `${where}: ${message}`
  })
  throw new Error(
    `Failed to read diff rules from ${path}: ${told.join('; ')}. A rule is {${[...SELECTORS, ...EXPECTATIONS].join('?, ')}?, severity?, because}`,
  )
}
