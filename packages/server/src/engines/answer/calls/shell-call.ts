import type { Step } from '../../step.ts'
import { type OpenCall, parseArguments } from './call-writer.ts'
import { createJsonStrings } from './json-strings.ts'

/** Commands for a shell of the caller; each streams as a part. */
export const openShellCall: OpenCall = () => {
  let text = ''
  let isStarted = false
  let steps: Step[] = []
  const isCommand = (path: string) => path.startsWith('commands/')
  const strings = createJsonStrings({
    open: (path) => isCommand(path) && steps.push({ type: 'part.start', part: 'command' }),
    text: (path, delta) => isCommand(path) && steps.push({ type: 'delta', delta }),
    close: (path) => isCommand(path) && steps.push({ type: 'part.end' }),
  })
  return {
    push(piece) {
      steps = isStarted ? [] : [{ type: 'item.start', item: { type: 'shell_call', environment: { type: 'local' } } }]
      isStarted = true
      text += piece
      strings.push(piece)
      return steps
    },
    end(cut) {
      const { timeout_ms = null, max_output_length = null } = (cut ? null : parseArguments(text)) ?? {}
      return [{ type: 'item.end', item: { action: { timeout_ms, max_output_length }, ...(cut && { status: 'incomplete' }) } }]
    },
  }
}
