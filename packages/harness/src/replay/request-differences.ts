/** One thing in which a request differs from a recorded one. */
export interface Difference {
  /** JSON pointer into the body, or `method`, `path`, `query NAME`. */
  pointer: string
  /** Undefined where the recorded request has nothing there. */
  recorded: unknown
  /** Undefined where the request at hand has nothing there. */
  asked: unknown
}

export interface BodyComparison {
  differences: Difference[]
  /** How many single values were found equal: of two recorded requests that fit, the one that says more fits better. */
  equal: number
}

export interface CompareOptions {
  /** The request may hold more than was recorded; null and absent are one; `input` may be written in its short forms. */
  subset: boolean
  /** JSON pointers that do not count, with all below them. */
  ignore?: readonly string[]
}

/** Compares the body of a request with a recorded one, value by value; key order never counts. */
export function compareBodies(recorded: unknown, asked: unknown, { subset, ignore = [] }: CompareOptions): BodyComparison {
  const differences: Difference[] = []
  let equal = 0
  const ignored = new Set(ignore)
  const absent = (value: unknown): boolean => value === undefined || (subset && value === null)

  function compare(old: unknown, now: unknown, pointer: string): void {
    if (ignored.has(pointer)) return
    if (absent(old) && (subset || absent(now))) return
    const [a, b] = subset ? alike(old, now, pointer) : [old, now]
    if (Array.isArray(a) && Array.isArray(b)) {
      const length = Math.max(a.length, b.length)
      for (let index = 0; index < length; index++) {
        if (index >= a.length || index >= b.length) {
          differences.push({ pointer: `${pointer}/${index}`, recorded: a[index], asked: b[index] })
        } else compare(a[index], b[index], `${pointer}/${index}`)
      }
      if (length === 0) equal++
    } else if (isObject(a) && isObject(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) compare(a[key], b[key], `${pointer}/${escape(key)}`)
    } else if (Object.is(a, b) || isMasked(a, b)) equal++
    else differences.push({ pointer, recorded: a, asked: b })
  }

  compare(recorded, asked, '')
  return { differences, equal }
}

/** Whether `recorded` is `asked` with its secrets masked, as the redactor masks them: at equal length. */
function isMasked(recorded: unknown, asked: unknown): boolean {
  if (typeof recorded !== 'string' || typeof asked !== 'string' || recorded.length !== asked.length) return false
  let masked = false
  let text = asked
  for (const { index, 0: mask } of recorded.matchAll(/REDACTED\d+x*/g)) {
    masked = true
    text = `${text.slice(0, index)}${mask}${text.slice(index + mask.length)}`
  }
  return masked && text === recorded
}

/** Both in the longer form when only one is: a text for a list with one message, a text for a list with one part, a message without its type. */
function alike(old: unknown, now: unknown, pointer: string): [unknown, unknown] {
  if (pointer === '/input') {
    if (typeof old === 'string' && Array.isArray(now)) return [[{ role: 'user', content: old }], now]
    if (Array.isArray(old) && typeof now === 'string') return [old, [{ role: 'user', content: now }]]
  }
  if (/^\/input\/\d+\/content$/.test(pointer)) {
    if (typeof old === 'string' && Array.isArray(now)) return [[{ type: typeOfText(now), text: old }], now]
    if (Array.isArray(old) && typeof now === 'string') return [old, [{ type: typeOfText(old), text: now }]]
  }
  if (/^\/input\/\d+$/.test(pointer) && isObject(old) && isObject(now)) return [typed(old), typed(now)]
  return [old, now]
}

const typeOfText = (parts: readonly unknown[]): unknown => (isObject(parts[0]) ? parts[0]['type'] : 'input_text')
const typed = (item: Readonly<Record<string, unknown>>) => ('role' in item && !('type' in item) ? { type: 'message', ...item } : item)

const escape = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1')

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
