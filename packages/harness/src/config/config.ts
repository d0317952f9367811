import { z } from 'zod'

const ruleId = z.string().regex(/^GW\d{3}$/, 'must be the id of a rule, such as GW405')

/** One finding that is known and accepted. All that is given must fit; `because` is for whoever reads it next year. */
export const suppressionSchema = z.strictObject({
  rule: ruleId,
  /** JSON pointer of the finding; `*` stands for one step, `**` for any number. */
  pointer: z.string().exactOptional(),
  /** Of findings in files: part of the path, `*` stands for anything but `/`, `**` for anything. */
  file: z.string().min(1).exactOptional(),
  /** Of findings about a live server (`goldwire check`): its base URL, or the begin of it. */
  server: z.string().min(1).exactOptional(),
  because: z.string().trim().min(1, 'say why this finding is accepted'),
})
export type Suppression = z.infer<typeof suppressionSchema>

/** `goldwire.config.json`. */
export const configSchema = z.strictObject({
  $schema: z.string().exactOptional(),
  suppress: z.array(suppressionSchema).exactOptional(),
  /** Other severities for rules, by id; `off` silences a rule. */
  severity: z.record(ruleId, z.enum(['error', 'warning', 'info', 'off'])).exactOptional(),
})
export type Config = z.infer<typeof configSchema>
