import { isIndex, isObject, type JsonObject } from '../lint/json.ts'

/**
 * The types that a client reads into, one line each, by name:
 *
 * - `id str, output? [Item], metadata~ {str}, code^ str, ...More`: an object. `?` may be absent or null, `~` may be absent, `^` may be null;
 *   `...More` has its fields in the same object. Fields that are not named are let be.
 * - `= auto none`: one of these texts.
 * - `@type text:TextPart image:ImagePart *`: an object that tells by a field which type it is; `*` lets others be, `|Text` takes
 *   what fits that.
 * - `| Text Parts`: the first that fits.
 *
 * Kinds are `str`, `uint`, `u32`, `u16`, `u8`, `int`, `num`, `bool`, `any`, `json` (JSON in a text), `[kind]`, `{kind}`, `kind?` (or null), `'text'`,
 * or the name of another type.
 */
export type Shapes = Readonly<Record<string, string>>

/** Where a value does not fit, as a path with what is wrong: `response.created_at is missing`; null where it fits. */
export type Misfit = string | null

/** What is wrong, and where: `at` is built on the way out, for most values fit. */
interface Trouble {
  at: string
  /** How deep. */
  levels: number
  says: string
}
type Check = (value: unknown) => Trouble | null

/** Asks whether values fit the named type. */
export function createFit(shapes: Shapes): (name: string, value: unknown) => Misfit {
  const checks = new Map<string, Check>()

  /** Each kind is understood once. */
  function checkOf(kind: string): Check {
    const known = checks.get(kind)
    if (known !== undefined) return known
    // A type may hold itself.
    checks.set(kind, (value) => checkOf(kind)(value))
    const made = make(kind)
    checks.set(kind, made)
    return made
  }

  function make(kind: string): Check {
    if (kind.endsWith('?')) {
      const check = checkOf(kind.slice(0, -1))
      return (value) => (value === null || value === undefined ? null : check(value))
    }
    if (kind === '{}') return () => null
    if (kind.startsWith('[')) return eachOf(kind, checkOf(kind.slice(1, -1)), (value) => (Array.isArray(value) ? value : null))
    if (kind.startsWith('{')) return eachOf(kind, checkOf(kind.slice(1, -1)), (value) => (isObject(value) ? value : null))
    if (kind.startsWith("'")) return (value) => (value === kind.slice(1, -1) ? null : wrong(value, kind))
    const isBasic = basic[kind]
    if (isBasic !== undefined) return (value) => (isBasic(value) ? null : wrong(value, kind))
    const shape = shapes[kind]
    if (shape === undefined) throw new RangeError(`No shape is called ${kind}`)
    const words = shape.split(' ').slice(1)
    if (shape.startsWith('= ')) return (value) => (typeof value === 'string' && words.includes(value) ? null : wrong(value, kind))
    if (shape.startsWith('| ')) return firstOf(words.map(checkOf))
    return shape.startsWith('@') ? taggedOf(kind, shape.slice(1).split(' ')[0] ?? '', words) : objectOf(kind, shape)
  }

  function taggedOf(kind: string, tag: string, words: readonly string[]): Check {
    const variants = new Map(
      words.flatMap((word) =>
        /^[^|*]/.test(word) ? [[word.slice(0, word.indexOf(':')), checkOf(word.slice(word.indexOf(':') + 1))]] : [],
      ),
    )
    const others = words.flatMap((word) => (word.startsWith('|') ? [checkOf(word.slice(1))] : []))
    const isOpen = words.includes('*')
    const ofVariant: Check = (value) => {
      if (!isObject(value)) return wrong(value, kind)
      const name = value[tag]
      if (typeof name !== 'string') return under(tag, wrong(name, 'str'))
      const check = variants.get(name)
      if (check !== undefined) return check(value)
      return isOpen ? null : under(tag, { at: '', levels: 0, says: `${name} is unknown` })
    }
    return (value) => {
      const trouble = ofVariant(value)
      return trouble === null || others.some((check) => check(value) === null) ? null : trouble
    }
  }

  function objectOf(kind: string, shape: string): Check {
    const fields = fieldsOf(shape).map(({ name, allows, kind: inner }) => ({ name, allows, check: checkOf(inner) }))
    return (value) => {
      if (!isObject(value)) return wrong(value, kind)
      for (const { name, allows, check } of fields) {
        const trouble = name === '' ? check(value) : fieldTrouble(value, name, allows, check)
        if (trouble !== null) return trouble
      }
      return null
    }
  }

  return (name, value) => {
    const trouble = checkOf(name)(value)
    return trouble === null ? null : `${trouble.at || 'the event'} ${trouble.says}`
  }
}

function eachOf(kind: string, check: Check, holderOf: (value: unknown) => object | null): Check {
  return (value) => {
    const holder = holderOf(value)
    if (holder === null) return wrong(value, kind)
    for (const key in holder) {
      const trouble = check((holder as JsonObject)[key])
      if (trouble !== null) return under(key, trouble)
    }
    return null
  }
}

/** Told is what is wrong with the type that came furthest. */
function firstOf(checks: readonly Check[]): Check {
  return (value) => {
    let furthest: Trouble | null = null
    for (const check of checks) {
      const trouble = check(value)
      if (trouble === null) return null
      if (furthest === null || trouble.levels > furthest.levels) furthest = trouble
    }
    return furthest
  }
}

function fieldTrouble(object: JsonObject, name: string, allows: string, check: Check): Trouble | null {
  const value = Object.hasOwn(object, name) ? object[name] : undefined
  if (value === undefined) return allows === '?' || allows === '~' ? null : under(name, { at: '', levels: 0, says: 'is missing' })
  if (value === null && (allows === '?' || allows === '^')) return null
  const trouble = check(value)
  return trouble === null ? null : under(name, trouble)
}

const under = (name: string, { at, levels, says }: Trouble): Trouble => ({
  at: at === '' ? name : `${name}.${at}`,
  levels: levels + 1,
  says,
})

interface Field {
  /** Empty for the fields of another type. */
  name: string
  allows: string
  kind: string
}

function fieldsOf(shape: string): Field[] {
  return shape.split(', ').flatMap((text): Field[] => {
    if (text === '') return []
    if (text.startsWith('...')) return [{ name: '', allows: '', kind: text.slice(3) }]
    const [name = '', kind = 'any'] = text.split(' ')
    const allows = /[?~^]$/.exec(name)?.[0] ?? ''
    return [{ name: allows === '' ? name : name.slice(0, -1), allows, kind }]
  })
}

const basic: Readonly<Record<string, (value: unknown) => boolean>> = {
  any: () => true,
  str: (value) => typeof value === 'string',
  bool: (value) => typeof value === 'boolean',
  num: (value) => typeof value === 'number',
  int: (value) => Number.isInteger(value),
  uint: isIndex,
  u32: (value) => isIndex(value) && value < 2 ** 32,
  u16: (value) => isIndex(value) && value < 2 ** 16,
  u8: (value) => isIndex(value) && value < 2 ** 8,
  json: (value) => typeof value === 'string' && isJson(value),
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function wrong(value: unknown, kind: string): Trouble {
  const object = typeof value === 'object' ? 'an object' : `a ${typeof value}`
  const seen = value === null ? 'null' : value === undefined ? 'missing' : Array.isArray(value) ? 'a list' : object
  return { at: '', levels: 0, says: `is ${seen}, not ${kind}` }
}
