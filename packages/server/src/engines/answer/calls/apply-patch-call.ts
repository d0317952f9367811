import type { ApplyPatchCall } from '@goldwire/schemas'

import type { Step } from '../../step.ts'
import type { OpenCall } from './call-writer.ts'
import { createJsonStrings } from './json-strings.ts'

type Operation = ApplyPatchCall['operation']

/** A change to a file; announced when its kind and path are known, which come first, and then its diff streams. */
export const openApplyPatchCall: OpenCall = () => {
  let steps: Step[] = []
  let kind = ''
  let path = ''
  let isStarted = false
  const strings = createJsonStrings({
    open: () => undefined,
    text(field, delta) {
      if (field === 'type') kind += delta
      else if (field === 'path') path += delta
      else if (field === 'diff') steps.push({ type: 'delta', delta })
    },
    close(field) {
      if (field !== 'path') return
      isStarted = true
      const operation = (kind === 'delete_file' ? { type: kind, path } : { type: kind, path, diff: '' }) as Operation
      steps.push({ type: 'item.start', item: { type: 'apply_patch_call', operation } })
    },
  })
  return {
    push(piece) {
      steps = []
      strings.push(piece)
      return steps
    },
    // Nothing was announced of a call that was cut off before its path; its status knows no `incomplete`.
    end: (cut) => (isStarted ? [cut ? { type: 'item.end', item: { status: 'in_progress' } } : { type: 'item.end' }] : []),
  }
}
