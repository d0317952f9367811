import type * as z from 'zod'

/** Says whether a JSON value fits a schema, and nothing more. */
export type Acceptor = (value: unknown) => boolean

type Schema = z.core.$ZodType
type Definition = z.core.$ZodTypeDef & Record<string, unknown>

const compiled = new WeakMap<Schema, Acceptor>()

/**
 * Makes a predicate of a schema, several times faster than parsing with it: it builds no copy, collects no issues and gives up at the first
 * misfit. Meant for JSON values (no `undefined` inside). What it does not understand it leaves to the schema itself.
 */
export function compileAcceptor(schema: Schema): Acceptor {
  const known = compiled.get(schema)
  if (known !== undefined) return known
  // A schema that contains itself finds this one while its own is being made.
  let accept: Acceptor = () => false
  compiled.set(schema, (value) => accept(value))
  accept = make(schema)
  compiled.set(schema, accept)
  return accept
}

function make(schema: Schema): Acceptor {
  const definition = schema._zod.def as Definition
  const base = byType[definition.type]?.(definition)
  const checks = (definition.checks ?? []).map((check) => compileCheck(check._zod.def as unknown as Record<string, unknown>))
  if (definition.type === 'number' && typeof definition['check'] === 'string') checks.push(compileCheck(definition))
  if (base === undefined || base === null || checks.includes(null)) return (value) => (schema as z.ZodType).safeParse(value).success
  if (checks.length === 0) return base
  return (value) => base(value) && checks.every((check) => check?.(value) === true)
}

const inner = (definition: Definition, key = 'innerType') => compileAcceptor(definition[key] as Schema)

const byType: Readonly<Record<string, (definition: Definition) => Acceptor | null>> = {
  string: () => (value) => typeof value === 'string',
  number: () => (value) => typeof value === 'number' && Number.isFinite(value),
  boolean: () => (value) => typeof value === 'boolean',
  null: () => (value) => value === null,
  unknown: () => () => true,
  never: () => () => false,
  literal: (definition) => oneOf(definition['values'] as unknown[]),
  enum: (definition) => oneOf(Object.values(definition['entries'] as Record<string, unknown>)),
  optional: (definition) => inner(definition),
  nullable: (definition) => {
    const accept = inner(definition)
    return (value) => value === null || accept(value)
  },
  array: (definition) => {
    const accept = inner(definition, 'element')
    return (value) => Array.isArray(value) && value.every((entry) => accept(entry))
  },
  record: (definition) => {
    const [key, entry] = [inner(definition, 'keyType'), inner(definition, 'valueType')]
    return (value) => isPlain(value) && Object.entries(value).every(([name, one]) => key(name) && entry(one))
  },
  union: (definition) =>
    typeof definition['discriminator'] === 'string' ? byDiscriminator(definition) : anyOf(definition['options'] as Schema[]),
  object: compileObject,
}

function compileObject(definition: Definition): Acceptor | null {
  const catchall = definition['catchall'] as Schema | undefined
  const others = catchall?._zod.def.type
  if (others !== undefined && others !== 'never' && others !== 'unknown') return null
  const isStrict = others === 'never'
  const fields = new Map<string, { accept: Acceptor; required: boolean }>()
  for (const [name, schema] of Object.entries(definition['shape'] as Record<string, Schema>)) {
    const { type } = schema._zod.def
    fields.set(name, { accept: compileAcceptor(schema), required: type !== 'optional' && type !== 'unknown' })
  }
  const required = [...fields.values()].filter((field) => field.required).length
  return (value) => {
    if (!isPlain(value)) return false
    let found = 0
    for (const name in value) {
      const field = fields.get(name)
      if (field === undefined) {
        if (isStrict) return false
        continue
      }
      if (!field.accept(value[name])) return false
      if (field.required) found++
    }
    return found === required
  }
}

function byDiscriminator(definition: Definition): Acceptor | null {
  const name = definition['discriminator'] as string
  const branches = new Map<unknown, Acceptor>()
  for (const option of definition['options'] as Schema[]) {
    const values = option._zod.propValues?.[name]
    if (values === undefined) return null
    for (const value of values) branches.set(value, compileAcceptor(option))
  }
  return (value) => isPlain(value) && branches.get(value[name])?.(value) === true
}

function anyOf(options: readonly Schema[]): Acceptor {
  const accepts = options.map(compileAcceptor)
  return (value) => accepts.some((accept) => accept(value))
}

function oneOf(values: readonly unknown[]): Acceptor {
  const allowed = new Set(values)
  return (value) => allowed.has(value)
}

/** One check on a value whose type is right already; null for a check that is not known here. */
function compileCheck(check: Record<string, unknown>): Acceptor | null {
  const { value: limit, inclusive } = check
  switch (check['check']) {
    case 'number_format':
      return check['format'] === 'safeint' ? Number.isSafeInteger : null
    case 'greater_than':
      return typeof limit === 'number' ? (value) => (inclusive === true ? (value as number) >= limit : (value as number) > limit) : null
    case 'less_than':
      return typeof limit === 'number' ? (value) => (inclusive === true ? (value as number) <= limit : (value as number) < limit) : null
    case 'min_length':
      return (value) => (value as string | unknown[]).length >= (check['minimum'] as number)
    case 'max_length':
      return (value) => (value as string | unknown[]).length <= (check['maximum'] as number)
    case 'string_format': {
      const { pattern } = check
      return check['format'] === 'regex' && pattern instanceof RegExp && !pattern.global ? (value) => pattern.test(value as string) : null
    }
    default:
      return null
  }
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
