import type { UnstampedEvent } from '../unstamped-event.ts'
import type { ItemBody, ItemContext, ItemKind } from './item-kind.ts'
import { type Fields, orderKeys } from './order-keys.ts'
import { unexpectedStep } from './unexpected-step.ts'

/** Commands for a shell, one part each. Their events carry no `item_id` (96 of 96). */
export const shellCallKind: ItemKind = {
  prefix: 'sh',
  status: { announced: 'in_progress', done: 'completed', cut: 'incomplete' },
  defaults: ({ ids }) => ({ call_id: ids.call() }),
  blank: (start) => ({ action: actionOf(start, []) }),
  body: createShellCallBody,
}

function createShellCallBody(context: ItemContext): ItemBody {
  const commands: string[] = []
  let isOpen = false
  let known: Fields = {}
  const event = (name: string, field: string, text: string) =>
    ({
      type: `response.shell_call_command.${name}`,
      command_index: commands.length - 1,
      [field]: text,
      output_index: context.outputIndex,
    }) as unknown as UnstampedEvent
  const open = () => {
    commands.push('')
    isOpen = true
    return event('added', 'command', '')
  }
  const extend = (delta: string) => {
    commands[commands.length - 1] += delta
    return event('delta', 'delta', delta)
  }
  const end = () => {
    isOpen = false
    return event('done', 'command', commands.at(-1) ?? '')
  }

  return {
    open: () => [],
    step(step) {
      if (step.type === 'part.start' && step.part === 'command' && !isOpen) return [open()]
      if (step.type === 'delta' && isOpen) return [extend(step.delta)]
      if (step.type === 'part.end' && isOpen) return [end()]
      throw unexpectedStep(step, `here, in item ${context.outputIndex}, a shell_call`)
    },
    close({ known: allKnown }) {
      known = allKnown
      const given = (known['action'] as Fields | undefined)?.['commands']
      const whole = commands.length === 0 && Array.isArray(given) ? (given as string[]) : []
      return [...(isOpen ? [end()] : []), ...whole.flatMap((command) => [open(), extend(command), end()])]
    },
    fields: () => ({ action: actionOf(known, commands) }),
  }
}

function actionOf(fields: Fields, commands: readonly string[]): Fields {
  const action = fields['action'] as Fields | undefined
  return orderKeys({ max_output_length: null, timeout_ms: null, ...action, commands: [...commands] }, [])
}
