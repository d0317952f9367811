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

/** Asks whether values fit the named type. */
export function createFit(shapes: Shapes): (name: string, value: unknown) => Misfit {
  const fields = new Map<string, Field[]>()

  function fit(kind: string, value: unknown, path: string): Misfit {
    if (kind.endsWith('?')) return value === null || value === undefined ? null : fit(kind.slice(0, -1), value, path)
    if (kind.startsWith('[')) return fitEach(Array.isArray(value) ? value.entries() : null, kind, value, path)
    if (kind.startsWith('{')) return kind === '{}' ? null : fitEach(isObject(value) ? Object.entries(value) : null, kind, value, path)
    if (kind.startsWith("'")) return value === kind.slice(1, -1) ? null : wrong(path, value, kind)
    const isBasic = basic[kind]
    if (isBasic !== undefined) return isBasic(value) ? null : wrong(path, value, kind)
    const shape = shapes[kind]
    if (shape === undefined) throw new RangeError(`No shape is called ${kind}`)
    if (shape.startsWith('= ')) return typeof value === 'string' && wordsOf(shape).includes(value) ? null : wrong(path, value, kind)
    if (shape.startsWith('@')) return fitTagged(shape, kind, value, path)
    if (shape.startsWith('| ')) return fitFirst(wordsOf(shape), value, path)
    return fitObject(kind, shape, value, path)
  }

  function fitEach(entries: Iterable<[string | number, unknown]> | null, kind: string, value: unknown, path: string): Misfit {
    if (entries === null) return wrong(path, value, kind)
    for (const [key, each] of entries) {
      const misfit = fit(kind.slice(1, -1), each, `${path}.${key}`)
      if (misfit !== null) return misfit
    }
    return null
  }

  function fitTagged(shape: string, kind: string, value: unknown, path: string): Misfit {
    const [tag = '', ...all] = shape.slice(1).split(' ')
    const rest = all.flatMap((each) => (each.startsWith('|') ? [each.slice(1)] : []))
    const misfit = fitVariant(all, tag, kind, value, path)
    return misfit === null || rest.some((each) => fit(each, value, path) === null) ? null : misfit
  }

  function fitVariant(variants: readonly string[], tag: string, kind: string, value: unknown, path: string): Misfit {
    if (!isObject(value)) return wrong(path, value, kind)
    const name = value[tag]
    if (typeof name !== 'string') return wrong(`${path}.${tag}`, name, 'str')
    const variant = variants.find((each) => each.startsWith(`${name}:`))
    if (variant !== undefined) return fit(variant.slice(name.length + 1), value, path)
    return variants.includes('*') ? null : `${named(`${path}.${tag}`)} ${name} is unknown`
  }

  function fitFirst(kinds: readonly string[], value: unknown, path: string): Misfit {
    const misfits = kinds.map((each) => fit(each, value, path))
    // Told of the type that came furthest.
    return misfits.includes(null) ? null : (misfits.toSorted((a, b) => depthOf(b) - depthOf(a))[0] ?? null)
  }

  function fitObject(kind: string, shape: string, value: unknown, path: string): Misfit {
    if (!isObject(value)) return wrong(path, value, kind)
    let known = fields.get(kind)
    if (known === undefined) fields.set(kind, (known = fieldsOf(shape)))
    for (const { name, allows, kind: inner } of known) {
      const misfit = name === '' ? fit(inner, value, path) : fitField(value, name, allows, inner, path)
      if (misfit !== null) return misfit
    }
    return null
  }

  function fitField(object: JsonObject, name: string, allows: string, kind: string, path: string): Misfit {
    const value = Object.hasOwn(object, name) ? object[name] : undefined
    if (value === undefined) return allows === '?' || allows === '~' || kind === 'any?' ? null : `${named(`${path}.${name}`)} is missing`
    if (value === null && (allows === '?' || allows === '^')) return null
    return fit(kind, value, `${path}.${name}`)
  }

  return (name, value) => fit(name, value, '')
}

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

const wordsOf = (shape: string) => shape.split(' ').slice(1)

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

function wrong(path: string, value: unknown, kind: string): string {
  const seen =
    value === null
      ? 'null'
      : value === undefined
        ? 'missing'
        : Array.isArray(value)
          ? 'a list'
          : typeof value === 'object'
            ? 'an object'
            : `a ${typeof value}`
  return `${named(path)} is ${seen}, not ${kind}`
}

const named = (path: string) => path.slice(1) || 'the event'
const depthOf = (misfit: Misfit) => (misfit?.startsWith('the event ') === true ? 0 : (misfit?.split(' ')[0]?.split('.').length ?? 0))
