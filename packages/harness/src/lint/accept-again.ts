import { type Acceptor, type Field, type FieldTable, isExcused, isPlain, type Schema } from './accept-object.ts'
import { compileEntry, compileFields } from './compile-acceptor.ts'
import { isEqual, type JsonObject } from './json.ts'
import { type Leniency, placeOfNoun } from './newer-fields.ts'
import { forgetRepetition, isRepeated, type Repetition } from './reduce-response.ts'

/** What earlier events showed: the first Response object, and the finished items in order. */
export interface ReadBefore {
  readonly response: JsonObject
  readonly items: () => readonly (JsonObject | null)[]
}

/**
 * Says whether an event with a Response fits its schema, where an earlier Response of the stream was looked at already: what is the same in
 * both is not looked at again. Which fields are the same is noted.
 */
export type AgainAcceptor = (event: JsonObject, before: ReadBefore, repetition: Repetition, leniency: Leniency | null) => boolean

/** Makes the predicate for events of one type; null for a schema without a Response. */
export function compileAgain(schema: Schema): AgainAcceptor | null {
  const ofEvent = compileFields(schema, placeOfNoun('event'))
  const field = ofEvent?.fields.get('response')
  const ofResponse = field === undefined ? null : compileFields(field.schema, field.place)
  if (ofEvent === null || ofResponse === null || !ofEvent.isStrict || !ofResponse.isStrict) return null
  const acceptResponse = compileResponse(ofResponse)
  return (event, before, repetition, leniency) => {
    let found = 0
    for (const name in event) {
      const one = ofEvent.fields.get(name)
      if (one === undefined) return false
      const value = event[name]
      const fits = name === 'response' ? acceptResponse(value, before, repetition, leniency) : one.accept(value, leniency)
      if (!fits) return false
      if (one.required) found++
    }
    return found === ofEvent.required.length || ofEvent.required.every((one) => mayLack(one, event, leniency))
  }
}

/** A field of the Response, and whether it is one that comes again as it was. */
interface AgainField {
  readonly name: string
  readonly field: Field
  readonly repeats: boolean
}

type ResponseAcceptor = (response: unknown, before: ReadBefore, repetition: Repetition, leniency: Leniency | null) => boolean

function compileResponse({ fields, required, isAdded }: FieldTable): ResponseAcceptor {
  const output = fields.get('output')
  const acceptItem = output === undefined ? null : compileEntry(output.schema, output.place)
  const known = new Map([...fields].map(([name, field]) => [name, { name, field, repeats: isRepeated(name) }] as const))
  // Servers write keys in one order: where a field came last time, it is looked for first.
  const order: AgainField[] = []
  return (response, { response: first, items }, repetition, leniency) => {
    if (!isPlain(response)) return false
    let found = 0
    let position = 0
    forgetRepetition(repetition)
    for (const name in response) {
      let one = order[position]
      if (one === undefined || one.name !== name) {
        one = known.get(name)
        if (one === undefined) {
          if (!isAdded(name, leniency)) return false
          repetition.names.add(name)
          continue
        }
        order[position] = one
      }
      position++
      const { field, repeats } = one
      const value = response[name]
      if (repeats && isSame(first, name, value)) {
        if (field.required) found++
        continue
      }
      if (repeats) repetition.names.add(name)
      if (name === 'output' && acceptItem !== null && Array.isArray(value)) {
        if (!acceptOutput(value, acceptItem, items(), leniency)) return false
      } else if (!field.accept(value, leniency)) return false
      if (field.required) found++
    }
    repetition.isWhole = true
    return found === required.length || lacksNothingNew(response, first, required, leniency)
  }
}

function isSame(first: JsonObject, name: string, value: unknown): boolean {
  const before = first[name]
  return before === value || isEqual(before, value)
}

/** A field that was missing before is missing again: it was reported then. */
function lacksNothingNew(response: JsonObject, first: JsonObject, required: readonly Field[], leniency: Leniency | null): boolean {
  for (const field of required) {
    if (Object.hasOwn(response, field.name) || (isRepeated(field.name) && !Object.hasOwn(first, field.name))) continue
    if (leniency === null || !isExcused(field.newer, leniency)) return false
  }
  return true
}

/** Items that are as when they were done need no second look. */
function acceptOutput(
  output: readonly unknown[],
  accept: Acceptor,
  done: readonly (JsonObject | null)[],
  leniency: Leniency | null,
): boolean {
  for (let index = 0; index < output.length; index++) {
    const item = output[index]
    if (!(isPlain(item) && isEqual(item, done[index])) && !accept(item, leniency)) return false
  }
  return true
}

function mayLack({ name, newer }: Field, object: JsonObject, leniency: Leniency | null): boolean {
  return Object.hasOwn(object, name) || (leniency !== null && isExcused(newer, leniency))
}
