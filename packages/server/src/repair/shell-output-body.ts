import type { ShellCallOutputContent } from '@goldwire/schemas'

import type { BodyContext, ItemBody } from './item-body.ts'
import type { RepairStep } from './repair-step.ts'
import { fieldsOf, isFields, positionOf, stringOf } from './wire.ts'

/** What the commands of a hosted shell printed. What streams is passed on; what only the end tells is told there. */
export function createShellOutputBody({ note }: BodyContext): ItemBody {
  const done = new Map<number, ShellCallOutputContent[]>()
  let current = 0
  let begun = false
  const finishCommand = (commandIndex: number, output: unknown): RepairStep[] => {
    if (done.has(commandIndex)) {
      note('GW404', 'The output of a command was told twice; the second time was dropped.')
      return []
    }
    const content = fieldsOf(output) as unknown as ShellCallOutputContent[]
    done.set(commandIndex, content)
    current = commandIndex + 1
    return [{ type: 'shell_output.done', commandIndex, output: content }]
  }
  return {
    event(event, { role }) {
      begun = true
      const commandIndex = positionOf(event['command_index']) ?? current
      if (role === 'delta') {
        const delta = isFields(event['delta']) ? event['delta'] : { stdout: stringOf(event['delta']) }
        return [{ type: 'shell_output.delta', commandIndex, delta }]
      }
      return role === 'part.done' || role === 'done' ? finishCommand(commandIndex, event['output']) : []
    },
    finish(item) {
      if (!begun) return []
      const told = fieldsOf(item?.['output'])
      const said = [...done.values()].reduce((sum, output) => sum + output.length, 0)
      if (told.length <= said) return []
      note('GW412', 'The output of a command was told by the finished item only; it was sent before it.')
      return told.slice(said).flatMap((output) => finishCommand(done.size, [output]))
    },
    get complete() {
      return false
    },
    get begun() {
      return begun
    },
    texts: () => ({}),
  }
}
