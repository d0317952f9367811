import type { Step } from '../../step.ts'
import { type CallWriter, type OpenCall, parseArguments } from './call-writer.ts'

/** A command for the caller's machine; it is told whole, at its end. */
export const openLocalShellCall: OpenCall = () =>
  openWholeCall({ type: 'item.start', item: { type: 'local_shell_call' } }, (action) => ({
    action: { type: 'exec', command: [], env: {}, ...action },
  }))

/** A search for tools that the client carries out; it is told whole, at its end. */
export const openToolSearchCall: OpenCall = () =>
  openWholeCall({ type: 'item.start', item: { type: 'tool_search_call', execution: 'client' } }, (found) => ({ arguments: found }))

function openWholeCall(start: Step, toFields: (found: { [key: string]: unknown }) => { [key: string]: unknown }): CallWriter {
  let text = ''
  let isOpen = false
  return {
    push(piece) {
      const steps = isOpen ? [] : [start]
      isOpen = true
      text += piece
      return steps
    },
    end(cut) {
      const found = cut ? null : parseArguments(text)
      return [{ type: 'item.end', item: found === null ? { status: 'incomplete' } : toFields(found) }]
    },
  }
}
