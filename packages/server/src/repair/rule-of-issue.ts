import type { ReadIssue } from '@goldwire/schemas'

/** The linter's rule for something the schemas refuse. */
export function ruleOfIssue({ kind, pointer }: ReadIssue): string {
  const field = pointer.slice(pointer.lastIndexOf('/') + 1)
  if (field === 'logprobs') return 'GW212'
  if (field === 'annotations') return 'GW213'
  if (field === 'summary') return 'GW804'
  if (pointer.startsWith('/response/tools/')) return 'GW214'
  return { missing: 'GW201', null: 'GW202', type: 'GW203', value: 'GW204', 'unknown-type': 'GW206' }[kind]
}
