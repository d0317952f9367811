import { itemGrammarOf, type ReadContext, readEvent } from '@goldwire/schemas'

import { type Fields, isFields, stringOf } from './wire.ts'

/**
 * Says an event in the upstream's own words where those are right and mean the same: keys that the emitter does not know, and the absence of
 * keys that the upstream's day did not have, are kept that way. Otherwise the event stands as it was made.
 *
 * @param made the event as it would go out
 * @param theirs the upstream's object at `field`
 */
export function preferUpstream(made: Fields, field: 'item' | 'response', theirs: Fields | null, context: ReadContext): Fields {
  const own = made[field]
  if (theirs === null || !isFields(own)) return made
  const candidate = field === 'item' ? withOurIds(own, theirs) : responseInTheirWords(own, theirs)
  if (candidate === null) return made
  const event = { ...made, [field]: candidate }
  return readEvent({ ...event, sequence_number: 0 }, context).ok ? event : made
}

/** The output stays as it was made: it says what the `done` events said. */
function responseInTheirWords(own: Fields, theirs: Fields): Fields | null {
  const { output, ...rest } = own
  const { output: _theirs, ...theirRest } = theirs
  if (!agrees(rest, { ...theirRest, id: own['id'] }, nothing)) return null
  return { ...theirs, id: own['id'], output }
}

function withOurIds(own: Fields, theirs: Fields): Fields | null {
  const candidate: Fields = { ...theirs, id: own['id'] }
  if ('call_id' in theirs && 'call_id' in own && own['type'] !== 'tool_search_call') candidate['call_id'] = own['call_id']
  if (candidate['encrypted_content'] === '' && own['encrypted_content'] === undefined) delete candidate['encrypted_content']
  const ciphers = new Set((itemGrammarOf(stringOf(own['type']))?.reencrypted ?? []).map((pointer) => pointer.slice(1)))
  return agrees(own, candidate, ciphers) ? candidate : null
}

const nothing: ReadonlySet<string> = new Set()

/** Whether `theirs` says the same: equal wherever both speak, silent only where ours is empty or a default of a newer day. */
function agrees(own: unknown, theirs: unknown, ciphers: ReadonlySet<string>): boolean {
  if (own === theirs) return true
  if (Array.isArray(own)) {
    return Array.isArray(theirs) && own.length === theirs.length && own.every((value, index) => agrees(value, theirs[index], nothing))
  }
  if (!isFields(own) || !isFields(theirs)) return false
  return Object.keys(own).every((key) => {
    // what the upstream's day did not have; whether it may lack it, the schemas of that day say
    if (!(key in theirs)) return isEmpty(own[key]) || key === 'completed_at' || key === 'status'
    if (ciphers.has(key)) return typeof own[key] === typeof theirs[key]
    return agrees(own[key], theirs[key], nothing)
  })
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === 0 || (Array.isArray(value) && value.length === 0)
