/** A JSON pointer with every index of a list as `*`: two lists of other lengths show the same things at other indexes. */
export const withoutIndexes = (pointer: string): string => pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*')

/** One key as a step of a JSON pointer. */
export const escapeStep = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

/** What stands at a pointer; undefined where there is nothing. */
export function valueAtPointer(root: unknown, pointer: string): unknown {
  let value = root
  for (const step of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<string, unknown>)[step.replaceAll('~1', '/').replaceAll('~0', '~')]
  }
  return value
}

/** Compiles a pointer pattern: `*` is one step, `**` any number of steps. `''` is the event itself. */
export function toPointerPattern(pattern: string): RegExp {
  const body = pattern
    .split('/')
    .slice(1)
    .map((step) => (step === '**' ? '(?:/[^/]+)*' : `/${step.split('*').map(escapeRegExp).join('[^/]*')}`))
    .join('')
  return new RegExp(`^${body}$`)
}

const escapeRegExp = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Every place in a value that a pattern names, with what stands there. */
export function placesMatching(root: unknown, pattern: RegExp): { pointer: string; value: unknown }[] {
  const found: { pointer: string; value: unknown }[] = []
  const visit = (value: unknown, pointer: string): void => {
    if (pattern.test(pointer)) found.push({ pointer, value })
    if (typeof value !== 'object' || value === null) return
    for (const [key, inner] of Object.entries(value)) visit(inner, `${pointer}/${escapeStep(key)}`)
  }
  visit(root, '')
  return found
}
