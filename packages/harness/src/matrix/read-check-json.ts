import { z } from 'zod'

import type { CheckJson } from '../check/check-json.ts'
import { rankCauses } from '../check/rank-causes.ts'

const severity = z.enum(['error', 'warning', 'info'])
const finding = z.object({ rule: z.string(), severity, event: z.number().nullable(), pointer: z.string(), message: z.string() }).loose()
const divergence = z
  .object({
    kind: z.enum(['missing-event', 'extra-event', 'missing-field', 'extra-field', 'type', 'value', 'order']),
    severity,
    expected: z.number().nullable(),
    actual: z.number().nullable(),
    pointer: z.string(),
    message: z.string(),
    count: z.number().exactOptional(),
    rule: z.string().exactOptional(),
    why: z.string().exactOptional(),
    clients: z.array(z.string()).exactOptional(),
  })
  .loose()
const scenario = z.object({
  name: z.string(),
  title: z.string(),
  status: z.enum(['pass', 'fail', 'unsupported', 'unreachable']),
  reason: z.string(),
  undecided: z.boolean().exactOptional(),
  findings: z.array(finding),
  divergences: z.array(divergence),
  clients: z.array(z.object({ client: z.string(), verdict: z.enum(['ok', 'breaks', 'degrades']), because: z.array(z.string()) })),
  events: z.number(),
  durationMs: z.number(),
})
const count = z.number()
const checkJson = z.object({
  base_url: z.string(),
  model: z.string(),
  scenarios: z.array(scenario),
  summary: z.object({
    scenarios: count,
    pass: count,
    fail: count,
    unsupported: count,
    unreachable: count,
    errors: count,
    warnings: count,
  }),
})

/**
 * Reads what `goldwire check --json` printed; what is to be mended first is worked out again.
 * @throws Error that says what is not as `check` writes it
 */
export function readCheckJson(text: string): CheckJson {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Error(`it is not JSON (${error instanceof Error ? error.message : String(error)})`, { cause: error })
  }
  const { success, data, error } = checkJson.safeParse(value)
  if (!success) {
    const [issue] = error.issues
    throw new Error(`it is not what \`goldwire check --json\` prints: /${issue?.path.join('/') ?? ''} ${issue?.message ?? ''}`)
  }
  const scenarios = data.scenarios.map((each) => ({ ...each, suppressed: [] }))
  return { ...data, scenarios, causes: rankCauses(scenarios) }
}
