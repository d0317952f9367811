import { type Frame, itemGrammarOf, type ReadContext, readContextOf, type Response, type StreamEvent } from '@goldwire/schemas'

import type { Step } from '../engines/step.ts'
import { createEmitter, type Emitter } from '../run/create-emitter.ts'
import { createStamp } from '../run/stamp.ts'
import type { UnstampedEvent } from '../run/unstamped-event.ts'
import { brokenCall } from './item-track.ts'
import { mendEvent } from './mend-event.ts'
import { nameEvent } from './name-event.ts'
import { preferUpstream } from './prefer-upstream.ts'
import { createPayloadReader } from './read-payload.ts'
import { createIdBook, type IdBook } from './repair-ids.ts'
import { createRepairLog, type Repair, UnrepairableError } from './repair-log.ts'
import { isFieldOfResponse, repairBase, secondsOf } from './repair-response.ts'
import { ruleOfIssue } from './rule-of-issue.ts'
import { createStreamReader, type ReadStep } from './stream-reader.ts'
import { type Fields, fieldsOf, isFields, positionOf, sameValue } from './wire.ts'

export interface RepairerOptions {
  /** The body of the request that the stream answers, as the client sent it; defaults of the Response are taken from it. */
  request?: unknown
  /** Ids that were given to the client, kept for later requests. @defaultValue a book of its own */
  ids?: IdBook
  /** Milliseconds since 1970. @defaultValue Date.now */
  now?: () => number
  /** Told of each repair, once for each rule and place. */
  onRepair?: (repair: Repair) => void
}

/** Reads a stream of the Responses API that somebody speaks badly and says it right, event by event. */
export interface Repairer {
  /** What one frame of the upstream sends. Never throws. */
  frame(frame: Frame): StreamEvent[]
  /** The same for an event that was parsed already. */
  event(event: unknown): StreamEvent[]
  /**
   * The upstream ended its stream: what is still to send, so that the stream has an end.
   * @param cut why it broke off; null where it simply ended
   */
  end(cut?: string | null): StreamEvent[]
  /** The terminal event was given out. */
  readonly ended: boolean
  /** The Response of the terminal event; null before. */
  readonly response: Response | null
  readonly repairs: readonly Repair[]
}

const pure: ReadonlySet<string> = new Set([
  'response.output_text.delta',
  'response.function_call_arguments.delta',
  'response.reasoning_summary_text.delta',
  'response.reasoning_text.delta',
  'response.refusal.delta',
])

/**
 * A repairer for one response. What comes out is made by the server's own emitter and numbered by its stamp; the upstream's own objects stand
 * where they are right and say the same. What cannot be put right without inventing or losing anything fails the response and says why.
 */
export function createRepairer({ request = null, ids = createIdBook(), now = Date.now, onRepair }: RepairerOptions = {}): Repairer {
  const log = createRepairLog(onRepair)
  const reader = createStreamReader({ log, ids, request })
  const readPayloads = createPayloadReader(log)
  const stamp = createStamp({ obfuscate: null })
  let emitter: Emitter | null = null
  let context: ReadContext = {}
  let response: Response | null = null
  let upstreamFailed = false
  let count = 0
  let begunEmitting = false
  let counted = 0
  let sawError = false
  const announced = new Set<number>()
  /** Items as their `output_item.done` told them. */
  const sent = new Map<string, Fields>()
  let lastNumber: number | null = null

  const out = (event: UnstampedEvent): StreamEvent => {
    const finished = pure.has(event.type) ? event : (finish(event) as unknown as UnstampedEvent)
    if (isFields((finished as Fields)['response'])) response = (finished as unknown as { response: Response }).response
    return stamp(finished)
  }
  /** In the upstream's words where they are right; put right where the schemas refuse it. */
  const finish = (event: Fields): Fields => {
    const { type } = event
    let worded = event
    if (type === 'response.output_item.added' || type === 'response.output_item.done') {
      const id = isFields(event['item']) ? event['item']['id'] : undefined
      const track = reader.tracks.find((one) => one.id === id)
      worded = preferUpstream(event, 'item', (type === 'response.output_item.added' ? track?.added : track?.told) ?? null, context)
    } else if (isFields(event['response'])) {
      const isEnd = type === 'response.completed' || type === 'response.incomplete' || type === 'response.failed'
      if (isEnd && Array.isArray(event['response']['output'])) {
        worded = { ...event, response: { ...event['response'], output: asSent(event['response']['output']) } }
      }
      worded = preferUpstream(worded, 'response', isEnd ? reader.final : reader.told, context)
    }
    const numbered = { ...worded, sequence_number: 0 }
    // what nothing mends by today's wire may be right by that of the upstream's day
    const mended = mendEvent(numbered, context) ?? mendEvent(numbered, readContextOf({ responses: [reader.told] }))
    if (mended === null) {
      throw new UnrepairableError('GW201', 'response', `What the upstream told makes no ${String(type)} that the API has.`)
    }
    for (const issue of mended.issues)
      log.note(ruleOfIssue(issue), placeOf(event), `${String(type)}: ${issue.pointer} ${issue.kind}; it was put right.`)
    const { sequence_number: _number, ...rest } = mended.event
    if (type === 'response.output_item.added') announced.add(Number(rest['output_index']))
    if (type === 'response.output_item.done' && isFields(rest['item'])) sent.set(String(rest['item']['id']), rest['item'])
    return rest
  }
  /** The items of the final output as their `done` events told them; what is encrypted anew each time as the upstream's last word has it. */
  const asSent = (output: readonly unknown[]): unknown[] =>
    output.map((item) => {
      const id = isFields(item) ? String(item['id']) : ''
      const known = sent.get(id)
      if (known === undefined) return item
      const track = reader.tracks.find((one) => one.id === id)
      const last = fieldsOf(reader.final?.['output']).find((one) => track?.ids.has(String(one['id'])) === true)
      const ciphers = itemGrammarOf(String(known['type']))?.reencrypted.map((pointer) => pointer.slice(1)) ?? []
      const fresh = ciphers.flatMap((field) =>
        typeof known[field] === 'string' && typeof last?.[field] === 'string' ? [[field, last[field]]] : [],
      )
      return fresh.length === 0 ? known : { ...known, ...Object.fromEntries(fresh) }
    })
  const placeOf = (event: Fields): string =>
    positionOf(event['output_index']) === null ? 'response' : `item ${String(event['output_index'])}`

  const start = (): { emitter: Emitter; events: StreamEvent[] } => {
    if (emitter !== null) return { emitter, events: [] }
    const repaired = repairBase(reader.told, { request, ids, now, log })
    context = repaired.context
    const { base } = repaired
    const made = createEmitter(base, {
      ids: {
        responseId: base.id,
        item: (prefix) => ids.made(`${prefix}_`, base.id, (count += 1)),
        call: () => ids.made('call_', base.id, (count += 1)),
      },
      // a clock that tells no time at the begin tells none at the end
      now: () => Math.max(completedAt() ?? (base.created_at === 0 ? 0 : Math.floor(now() / 1000)), base.created_at) * 1000,
      settle: () => settled(base),
    })
    emitter = made
    return { emitter: made, events: made.start().map(out) }
  }
  const completedAt = (): number | null => {
    const told = reader.final?.['completed_at']
    return typeof told === 'number' && Number.isInteger(told) && told >= 0
      ? told
      : told === undefined || told === null
        ? null
        : secondsOf(told, log)
  }
  /** What the upstream's last Response knows more than its first. */
  const settled = (base: Fields): Partial<Response> => {
    const { final } = reader
    if (final === null) return {}
    const more: Fields = {}
    for (const key of ['service_tier', 'moderation', 'tool_usage', 'content_filters']) {
      if (final[key] !== undefined && final[key] !== null && isFieldOfResponse(key, final[key])) more[key] = final[key]
    }
    for (const key of Object.keys(final)) if (!(key in base) && !(key in ownFields)) more[key] = final[key]
    for (const key of Object.keys(base)) {
      if (
        key in final &&
        key !== 'id' &&
        !(key in more) &&
        !(key in ownFields) &&
        !sameValue(final[key], base[key]) &&
        base[key] === reader.told?.[key]
      ) {
        log.note('GW319', 'response', `\`${key}\` changed during the response; the first value stands.`)
      }
    }
    return more
  }

  const emitAll = (steps: readonly ReadStep[]): StreamEvent[] => {
    const events: StreamEvent[] = []
    if (!reader.begun && steps.length === 0) return events
    const { emitter: made, events: first } = start()
    events.push(...first)
    if (reader.running && !begunEmitting) {
      begunEmitting = true
      events.push(...made.begin().map(out))
    }
    for (const step of steps) {
      if (step.type === 'pass') {
        const { sequence_number: _number, ...event } = step.event
        events.push(stamp(event as unknown as UnstampedEvent))
        continue
      }
      for (const event of made.step(step)) {
        if (event.type === 'error' && upstreamFailed) continue
        const padded =
          step.type === 'delta' && step.obfuscation !== undefined && 'delta' in event
            ? ({ ...event, obfuscation: step.obfuscation } as unknown as UnstampedEvent)
            : event
        events.push(out(padded))
      }
    }
    return events
  }
  const guarded = (read: () => ReadStep[]): StreamEvent[] => {
    let events: StreamEvent[] = []
    try {
      const steps = read()
      for (const step of steps) events = events.concat(emitAll([step]))
      return steps.length === 0 ? emitAll([]) : events
    } catch (error) {
      return [...events, ...fail(error)]
    }
  }
  const fail = (error: unknown): StreamEvent[] => {
    const isKnown = error instanceof UnrepairableError
    const message = isKnown
      ? error.message
      : `The upstream's stream could not be put right: ${error instanceof Error ? error.message : String(error)}`
    if (isKnown) log.giveUp(error.rule, error.place, `${error.message} The response was told as failed.`)
    else log.giveUp('GW412', 'response', `${message} The response was told as failed.`)
    const { emitter: made, events } = start()
    if (made.ended) return events
    upstreamFailed = false
    const step: Step = { type: 'fail', error: { code: 'server_error', message } }
    const last = [...made.begin(), ...endBrokenCall(made), ...made.step(step)]
    return [...events, ...last.flatMap(lastWord)]
  }
  /** A call of a remote tool that a failure cuts off has to say how it failed. */
  const endBrokenCall = (made: Emitter): UnstampedEvent[] => {
    const open = reader.tracks.find((track) => track.state === 'open')
    try {
      return open?.kind === 'mcp_call' ? made.step({ type: 'item.end', item: { status: 'failed', error: brokenCall } }) : []
    } catch {
      return []
    }
  }
  /** Of a failure, what may be said: items that cannot be put right are left out. */
  const lastWord = (event: UnstampedEvent): StreamEvent[] => {
    const index = (event as Fields)['output_index']
    if (typeof index === 'number' && !announced.has(index)) return []
    try {
      if (event.type === 'response.failed' && event.response.output.some(({ id }) => !sent.has(id)))
        throw new TypeError('An item was never announced.')
      return [out(event)]
    } catch {
      if (event.type !== 'response.failed') return []
      const bare = { ...event, response: { ...event.response, output: [...sent.values()] } }
      response = bare.response as Response
      return [stamp(bare as UnstampedEvent)]
    }
  }

  const repairer: Repairer = {
    frame(frame) {
      return readPayloads(frame).flatMap(({ data, name }) => take(data, name))
    },
    event: (event) => take(event, null),
    end(cut = null) {
      if (repairer.ended) return []
      return guarded(() => reader.end(cut))
    },
    get ended() {
      return emitter?.ended === true
    },
    get response() {
      return emitter?.ended === true ? response : null
    },
    repairs: log.repairs,
  }
  return repairer

  function take(data: unknown, name: string | null): StreamEvent[] {
    log.event = counted
    counted += 1
    if (!isFields(data)) {
      log.note('GW005', 'stream', 'A frame whose data is no object was dropped.')
      return []
    }
    checkNumber(data)
    const event = nameEvent(data, name, { log, kindOf: (inner) => reader.kindOf(inner) })
    if (event === null) return []
    if (repairer.ended && !reader.ended) return []
    if (event['type'] === 'response.failed') upstreamFailed = !sawError
    if (event['type'] === 'error') sawError = true
    return guarded(() => reader.push(event))
  }
  function checkNumber(data: Fields): void {
    const number = data['sequence_number']
    if (number === undefined || number === null) log.note('GW102', 'stream', 'Events had no `sequence_number`; all were numbered.')
    else if (positionOf(number) === null || typeof number !== 'number')
      log.note('GW104', 'stream', '`sequence_number` was no whole number; all were numbered.')
    else {
      if (lastNumber === null ? number !== 0 : number !== lastNumber + 1) {
        const rule = lastNumber === null ? 'GW105' : number <= lastNumber ? 'GW103' : 'GW101'
        log.note(rule, 'stream', '`sequence_number` did not count 0, 1, 2 …; all were numbered anew.')
      }
      lastNumber = number
    }
  }
}

/** What the emitter says of its own. */
const ownFields: Fields = {
  id: 0,
  object: 0,
  status: 0,
  output: 0,
  usage: 0,
  error: 0,
  incomplete_details: 0,
  completed_at: 0,
  created_at: 0,
  billing: 0,
}
