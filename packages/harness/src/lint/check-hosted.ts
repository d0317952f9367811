import { type ItemState, nameOf } from './item-state.ts'
import type { LintContext } from './context.ts'
import type { JsonObject } from './json.ts'
import { statusDisagrees } from './rules/item-rules.ts'

/** Checks that a finished call of a hosted tool says of its outcome what its events said. */
export function checkHosted(item: ItemState, done: JsonObject, { reporter, at, faults }: LintContext): void {
  const { type } = item
  const { status, error, result } = done
  const say = (message: string, field: string) =>
    reporter.report(statusDisagrees, at, `${nameOf(item)}: ${message}`, {
      pointer: `/item/${field}`,
      key: `${type} ${field}`,
      severity: 'error',
    })
  const failed = item.seen.has(`response.${type}.failed`)
  const completed = item.seen.has(`response.${type}.completed`)
  if (failed && status === 'completed') {
    say(`response.${type}.failed came, and the status is completed`, 'status')
    return
  }
  if (type === 'mcp_call' || type === 'mcp_list_tools') {
    if (failed && (error ?? null) === null) say(`response.${type}.failed came, and error is null`, 'error')
    if (completed && (error ?? null) !== null) say(`response.${type}.completed came, and error is set`, 'error')
  }
  if (completed && status === 'failed') say(`response.${type}.completed came, and the status is failed`, 'status')
  if (
    type === 'image_generation_call' &&
    status !== 'failed' &&
    !faults.isAt(item.index, '/result') &&
    (result === null || result === '' || result === undefined)
  )
    say('the image is done, and there is none in result', 'result')
}
