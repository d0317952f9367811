import type { Golden } from '../golden/golden.ts'
import { isObject } from '../lint/json.ts'
import type { ClientProfile } from './client-profile.ts'
import { clientProfiles } from './client-profiles.ts'
import { type ClientStream, clientStreamOf } from './client-stream.ts'
import type { ClientVerdict } from './judge-clients.ts'
import { type ReadCall, readAs, type Reading } from './reading.ts'
import { type Said, type SaidCall, saidBy } from './said.ts'

/** What decoders write where bytes are no UTF-8. */
const REPLACEMENT = '\ufffd'

/** Has every client that is known read a stream, as its profile says it does, and tells what becomes of it. */
export function judgeStream(golden: Golden): ClientVerdict[] {
  const stream = clientStreamOf(golden)
  const said = saidBy(golden)
  return clientProfiles.map((profile) => predictReading(profile, stream, said).verdict)
}

/** What one client is expected to do with a stream, with what its user gets. */
export function predictReading(profile: ClientProfile, stream: ClientStream, said: Said): { reading: Reading; verdict: ClientVerdict } {
  const reading = readAs(profile.read, stream)
  const { outcome, because } = reading
  const verdict = (kind: ClientVerdict['verdict'], reasons: string[]) => ({
    reading,
    verdict: { client: profile.client, verdict: kind, because: reasons },
  })
  if (outcome === 'broken') return verdict('breaks', [because ?? ''])
  // An error that the server tells is passed on: that is what it is for. One that only looks like it is not.
  if (outcome === 'told') return said.isFailure || because === 'a refusal' ? verdict('ok', []) : verdict('breaks', [because ?? ''])
  const losses = lossesOf(profile, reading, said)
  return losses.length > 0 ? verdict('degrades', losses) : verdict('ok', [])
}

function lossesOf({ gives }: ClientProfile, { text, calls }: Reading, said: Said): string[] {
  const wanted = gives.refusals ? said.textAndRefusals : said.text
  const expected = said.calls.filter(({ type }) => gives.calls.includes(type))
  const isSame = expected.length === calls.length && expected.every((call, index) => isSameCall(call, calls[index]))
  return [
    ...(said.isWhole ? [] : ['the answer breaks off and nobody is told']),
    ...(text === wanted ? [] : [difference(text, wanted)]),
    ...(isSame ? [] : ['calls are lost or wrong']),
    ...(calls.some(({ name }) => name === '') ? ['a call has no name'] : []),
    ...(text.includes(REPLACEMENT) ? ['a character of the text was cut in two'] : []),
  ]
}

function difference(text: string, wanted: string): string {
  if (text === '') return 'text is lost'
  if (wanted !== '' && text === wanted + wanted) return 'text is doubled'
  return text.length > wanted.length ? 'text is doubled or added to' : 'text is lost or wrong'
}

function isSameCall(said: SaidCall, read: ReadCall | undefined): boolean {
  if (read === undefined || said.name !== read.name) return false
  if (said.type !== 'function_call' && said.type !== 'custom_tool_call') return true
  const value = valueOf(read.arguments)
  const input = said.type === 'custom_tool_call' && isObject(value) && typeof value['input'] === 'string' ? value['input'] : read.arguments
  return JSON.stringify(valueOf(said.arguments)) === JSON.stringify(valueOf(input))
}

/** What a text of JSON says, however it is written. */
function valueOf(text: string): unknown {
  try {
    return text === '' ? {} : (JSON.parse(text) as unknown)
  } catch {
    return text
  }
}
