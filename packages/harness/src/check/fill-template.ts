/** A place in an earlier answer: `{"$from": "0#/output/0/call_id"}` = JSON pointer into the body of setup request 0. */
interface Reference {
  $from: string
}

/**
 * Fills a request body with values of earlier answers, so that a scenario can continue a conversation whose ids it cannot know.
 * @throws Error naming the reference that leads nowhere.
 */
export function fillTemplate(template: unknown, answers: readonly unknown[]): unknown {
  if (isReference(template)) return resolve(template.$from, answers)
  if (Array.isArray(template))
    return template.flatMap((element) => {
      const filled = fillTemplate(element, answers)
      // `output` of an earlier answer replayed as input: a list inside a list is spread.
      return isReference(element) && Array.isArray(filled) ? filled : [filled]
    })
  if (typeof template !== 'object' || template === null) return template
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fillTemplate(value, answers)]))
}

function isReference(value: unknown): value is Reference {
  return typeof value === 'object' && value !== null && '$from' in value && typeof value.$from === 'string'
}

function resolve(reference: string, answers: readonly unknown[]): unknown {
  const [place, pointer = ''] = reference.split('#')
  let value: unknown = answers[Number(place)]
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
    value = typeof value === 'object' && value !== null ? (value as { [key: string]: unknown })[key] : undefined
  }
  if (value === undefined) throw new Error(`the earlier answer has nothing at ${reference}`)
  return value
}
