/** Where values of earlier answers go: JSON pointer into the body -> `0#/id`, a JSON pointer into the body of answer 0. */
export type Fill = { [pointer: string]: string }

/**
 * Puts values of earlier answers into a request body, so that a scenario can continue a conversation whose ids it cannot know.
 * The body given is left as it is.
 * @throws Error naming the place that is not there
 */
export function fillBody(body: unknown, fill: Fill, answers: readonly unknown[]): unknown {
  const filled: unknown = structuredClone(body)
  for (const [pointer, reference] of Object.entries(fill)) {
    const [place = '', inner = ''] = reference.split('#')
    const value = at(answers[Number(place)], inner)
    if (value === undefined) throw new Error(`answer ${place} has nothing at ${inner}`)
    const steps = pointer.split('/')
    const parent = at(filled, steps.slice(0, -1).join('/'))
    if (typeof parent !== 'object' || parent === null) throw new Error(`the request body has nothing at ${pointer}`)
    Object.assign(parent, { [unescape(steps.at(-1) ?? '')]: value })
  }
  return filled
}

function at(value: unknown, pointer: string): unknown {
  let inner = value
  for (const step of pointer.split('/').slice(1)) {
    inner = typeof inner === 'object' && inner !== null ? (inner as { [key: string]: unknown })[unescape(step)] : undefined
  }
  return inner
}

const unescape = (step: string) => step.replaceAll('~1', '/').replaceAll('~0', '~')
