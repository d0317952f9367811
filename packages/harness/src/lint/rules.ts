import type { Rule } from './rule.ts'
import { callRules } from './rules/call-rules.ts'
import { framingRules } from './rules/framing.ts'
import { idRules } from './rules/id-rules.ts'
import { itemRules } from './rules/item-rules.ts'
import { lifecycleRules } from './rules/lifecycle-rules.ts'
import { reasoningRules } from './rules/reasoning-rules.ts'
import { schemaRules } from './rules/schema-rules.ts'
import { sequenceRules } from './rules/sequence.ts'
import { textRules } from './rules/text-rules.ts'
import { usageRules } from './rules/usage.ts'

/** Every rule of the linter, by number. */
export const rules: readonly Rule[] = [
  ...framingRules,
  ...sequenceRules,
  ...schemaRules,
  ...lifecycleRules,
  ...itemRules,
  ...idRules,
  ...textRules,
  ...callRules,
  ...reasoningRules,
  ...usageRules,
]
