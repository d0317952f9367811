import type { ShellCallOutputContent } from '@goldwire/schemas'

import type { UnstampedEvent } from '../unstamped-event.ts'
import type { ItemBody, ItemContext, ItemKind } from './item-kind.ts'
import { unexpectedStep } from './unexpected-step.ts'

/** What the commands of a hosted shell printed. */
export const shellCallOutputKind: ItemKind = {
  prefix: 'sho',
  status: { announced: 'in_progress', done: 'completed', cut: 'incomplete' },
  defaults: () => ({ max_output_length: null }),
  blank: () => ({ output: [] }),
  body: createShellCallOutputBody,
}

function createShellCallOutputBody(context: ItemContext): ItemBody {
  const outputs: ShellCallOutputContent[] = []
  let streamed = false
  const at = (commandIndex: number) => ({ command_index: commandIndex, item_id: context.id, output_index: context.outputIndex })
  const done = (commandIndex: number, output: ShellCallOutputContent[]): UnstampedEvent => {
    outputs.push(...output)
    return { type: 'response.shell_call_output_content.done', ...at(commandIndex), output }
  }

  return {
    open: () => [],
    step(step) {
      streamed = true
      if (step.type === 'shell_output.delta') {
        return [{ type: 'response.shell_call_output_content.delta', ...at(step.commandIndex), delta: step.delta }]
      }
      if (step.type === 'shell_output.done') return [done(step.commandIndex, step.output)]
      throw unexpectedStep(step, `in item ${context.outputIndex}, a shell_call_output`)
    },
    close({ known }) {
      const given = known['output']
      if (streamed || !Array.isArray(given)) return []
      return (given as ShellCallOutputContent[]).flatMap((output, index): UnstampedEvent[] => {
        const delta = { ...(output.stderr !== '' && { stderr: output.stderr }), ...(output.stdout !== '' && { stdout: output.stdout }) }
        return [{ type: 'response.shell_call_output_content.delta', ...at(index), delta }, done(index, [output])]
      })
    },
    fields: () => ({ output: outputs }),
  }
}
