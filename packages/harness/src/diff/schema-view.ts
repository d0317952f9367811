import { readEvent, type ReadContext } from '@goldwire/schemas'

import type { WireEvent } from '../shape/shape.ts'
import type { SchemaView } from './judge.ts'
import { withoutIndexes } from './pointers.ts'

/** Asks the schemas once per event; what stands at other indexes of a list is of one kind. */
export function schemaView(event: WireEvent | undefined, context: ReadContext): (pointer: string) => SchemaView {
  if (event === undefined || typeof event.type !== 'string') return () => ({ isUnknown: false, isRequired: true })
  const { known, unknownKeys, issues } = readEvent(event, context)
  const unknown = new Set(unknownKeys.map(withoutIndexes))
  const missing = new Set(issues.filter((issue) => issue.kind === 'missing').map((issue) => withoutIndexes(issue.pointer)))
  return (pointer) => ({
    isUnknown: !known || unknown.has(withoutIndexes(pointer)),
    isRequired: !known || missing.has(withoutIndexes(pointer)),
  })
}
