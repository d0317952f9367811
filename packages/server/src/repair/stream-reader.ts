import { eventOwners, streamGrammar } from '@goldwire/schemas'

import type { FailStep, StopStep } from '../engines/step.ts'
import { createItemQueue } from './item-queue.ts'
import { blankOf, createItemRegister } from './item-register.ts'
import { brokenCall, completeStart, isItemKind, type ItemKindName, type ItemTrack } from './item-track.ts'
import { matchOutput } from './match-output.ts'
import { readOutcome } from './read-outcome.ts'
import type { IdBook } from './repair-ids.ts'
import { type RepairLog, UnrepairableError } from './repair-log.ts'
import type { RepairStep } from './repair-step.ts'
import { type Fields, fieldsOf, isFields, isJsonText, stringOf, textOrNull } from './wire.ts'

/** What is read from the upstream: steps, and events that belong to no item and are passed on as they are. */
export type ReadStep = RepairStep | { type: 'pass'; event: Fields }

export interface StreamReaderOptions {
  log: RepairLog
  ids: IdBook
  /** The body of the request; a cut is known by its limits. */
  request: unknown
}

/**
 * Reads the events of one response leniently and tells what they mean as steps, item after item, as they come. An item that begins while another
 * is open waits for its end; nothing else waits.
 */
export interface StreamReader {
  /** @throws UnrepairableError when the upstream contradicts what was told already */
  push(event: Fields): ReadStep[]
  /** The upstream ended its stream. `cut` = the connection broke. */
  end(cut: string | null): ReadStep[]
  /** The newest Response object of the upstream before its end. */
  readonly told: Fields | null
  /** The Response object it ended with. */
  readonly final: Fields | null
  /** `response.created` or anything that follows it was seen. */
  readonly begun: boolean
  /** `response.in_progress` or anything that follows it was seen. */
  readonly running: boolean
  /** A terminal step was given out. */
  readonly ended: boolean
  /** Items of the upstream, in the order of their first event. */
  readonly tracks: readonly ItemTrack[]
  /** The kind of the item that an event speaks of; null where nothing tells. */
  kindOf(event: Fields): string | null
}

const transport: ReadonlySet<string> = new Set(streamGrammar.transportEvents)
const terminal: ReadonlySet<string> = new Set(streamGrammar.terminal)
export function createStreamReader({ log, ids, request }: StreamReaderOptions): StreamReader {
  const customTools = customToolsOf(request)
  /** A free-form tool that is called as a function is a call of a free-form tool all the same. */
  const kindOfItem = (item: Fields): ItemKindName | null => {
    const { type } = item
    if (!isItemKind(type)) return null
    const isCustom =
      type === 'function_call' && (customTools.has(stringOf(item['name'])) || customToolsOf(told).has(stringOf(item['name'])))
    return isCustom ? 'custom_tool_call' : type
  }
  const register = createItemRegister({
    log,
    ids,
    responseId: () => stringOf(told?.['id']),
    kindOfAnnounced: (item) => kindOfItem(item) ?? item.type,
  })
  const queue = createItemQueue(register, log)
  const { tracks } = register
  let told: Fields | null = null
  let final: Fields | null = null
  let error: Fields | null = null
  let begun = false
  let running = false
  let ended = false

  const lifecycle = (event: Fields, type: string): ReadStep[] => {
    const response = isFields(event['response']) ? event['response'] : null
    if (type === 'error') {
      error ??= event
      return []
    }
    if (terminal.has(type)) return finish(response, type)
    if (type === 'response.created' && begun && told !== null) log.note('GW302', 'response', 'A second `response.created` was dropped.')
    else if (type !== 'response.created' && !begun)
      log.note('GW305', 'response', `The stream began with ${type}; response.created was sent before it.`)
    if (response === null) log.note('GW207', 'response', `${type} carried no Response; it was made from the request.`)
    if (told !== null && response !== null) {
      const id = textOrNull(response['id'])
      if (id !== null && id !== told['id']) log.note('GW513', 'response', 'The id of the response changed; the first one stands.')
    }
    if (response !== null && fieldsOf(response['output']).length > 0)
      log.note('GW219', 'response', '`output` was filled before the end; it was told empty.')
    begun = true
    told ??= response
    if (type === 'response.in_progress') {
      if (running && tracks.length > 0) log.note('GW317', 'response', 'A late `response.in_progress` was dropped.')
      running = true
    }
    return []
  }

  const finish = (response: Fields | null, type: string): ReadStep[] => {
    final = response
    if (told === null) told = response === null ? null : { ...response }
    else if (response !== null && textOrNull(response['id']) !== null && response['id'] !== told['id']) {
      log.note('GW513', 'response', 'The id of the response changed; the first one stands.')
    }
    const outcome = readOutcome(response, type, { error, request, log })
    const output = response === null ? [] : fieldsOf(response['output'])
    if (response !== null && outcome.type !== 'fail') {
      if (!Array.isArray(response['output'])) log.note('GW218', 'response', '`output` was no list; it was made from what was streamed.')
      else if (output.length === 0 && tracks.length > 0)
        log.note('GW310', 'response', '`output` was empty although items were streamed; it was made from them.')
    }
    const matched = matchOutput(
      output.filter((item) => kindOfItem(item) !== null),
      tracks,
      kindOfItem,
    )
    for (const item of output) {
      if (!isItemKind(item['type'])) {
        if (!register.isDropped(stringOf(item['id'])))
          log.giveUp('GW206', 'stream', `An item of type ${JSON.stringify(item['type'])}, which this API does not have, was left out.`)
        continue
      }
      let track = matched.get(item)
      const id = textOrNull(item['id'])
      if (track === undefined) {
        if (isRepetition(item)) {
          log.note('GW313', 'response', 'The final output told an item once more; it was dropped.')
          continue
        }
        track = register.add(kindOfItem(item) ?? item['type'], blankOf(item), { id, index: null, announced: true })
        log.note('GW313', track.place, 'The item came in the final output only; it was announced and streamed before it.')
      } else if (id !== null && !track.ids.has(id)) {
        log.note('GW508', track.place, 'The final output gave the item another id; the first one stands.')
        track.ids.add(id)
        ids.remember(track.id, id)
      }
      if (track.told === null && track.state !== 'closed' && !(outcome.type === 'fail')) {
        if (track.announced && !(id !== null && matched.get(item) === undefined))
          log.note('GW402', track.place, 'The item was never done; it was when the response was.')
        track.told = item
        if (track.state === 'waiting') completeStart(track, item)
        track.waiting.push({ event: {}, owner: null })
      }
    }
    if (output.length > 0) {
      for (const track of tracks) {
        if (
          ![...matched.values()].includes(track) &&
          track.ids.size > 0 &&
          track.told !== null &&
          !output.includes(track.told) &&
          track.state === 'closed'
        ) {
          log.note('GW312', track.place, 'The final output lacked the item; it stands there as it was streamed.')
        }
      }
    }
    return settle(outcome)
  }

  /** An item of the final output that says what one says that was streamed, with no sign that it is another one. */
  const isRepetition = (item: Fields): boolean => {
    const callId = textOrNull(item['call_id'])
    const said = JSON.stringify(saidBy(item))
    return tracks.some((track) => {
      if (track.kind !== kindOfItem(item)) return false
      if (callId !== null) return callId === track.added['call_id']
      return track.told !== null && JSON.stringify(saidBy(track.told)) === said
    })
  }

  /** Everything that waits is sent, then the end. */
  const settle = (outcome: StopStep | FailStep): ReadStep[] => {
    begun = true
    running = true
    const steps: ReadStep[] = []
    steps.push(...queue.pump(true))
    const track = queue.current
    // a call of a remote tool that was cut off has failed, and has to say how
    if (track !== null && track.kind === 'mcp_call' && !(outcome.type === 'stop' && outcome.reason === 'completed')) {
      steps.push({ type: 'item.end', item: { status: 'failed', error: brokenCall } })
    }
    if (track !== null && outcome.type === 'stop' && outcome.reason === 'completed') {
      log.note('GW402', track.place, 'The item was never done; it was when the response was.')
      steps.push(...queue.close(track), ...queue.pump(true))
    }
    ended = true
    if (outcome.type === 'stop' && outcome.reason === 'completed' && wantsJson(request)) {
      const answer = tracks.findLast((one) => one.kind === 'message')?.body?.texts()
      if (answer?.['refusal'] === '' && stringOf(answer['content']).trim() !== '' && !isJsonText(stringOf(answer['content']))) {
        throw new UnrepairableError('GW618', 'response', 'The request asked for JSON, and the answer is none.')
      }
    }
    steps.push(outcome)
    return steps
  }

  return {
    push(event) {
      const type = stringOf(event['type'])
      if (ended) {
        if (type === 'response.rate_limits.updated') return [{ type: 'pass', event }]
        if (terminal.has(type)) log.note('GW303', 'response', 'A second terminal event was dropped.')
        else if (type !== 'keepalive') log.note('GW304', 'response', `${type} came after the end of the response and was dropped.`)
        return []
      }
      if (transport.has(type)) {
        if (begun) return [{ type: 'pass', event }]
        log.note('GW907', 'stream', `${type} came before response.created and was dropped.`)
        return []
      }
      if (error !== null && !terminal.has(type) && type !== 'error') {
        log.note('GW304', 'response', `${type} came after an error and was dropped.`)
        return []
      }
      const owner = eventOwners[type]
      if (owner === undefined) return lifecycle(event, type)
      begun = true
      running = true
      if (owner.role === 'item.added') register.announce(event)
      else if (owner.role === 'item.done') register.finish(event)
      else register.inner(event, type)
      const touched = register.active
      if (touched?.state === 'closed' && touched.waiting.length > 0) queue.late(touched)
      return queue.pump(false)
    },
    end(cut) {
      if (ended) return []
      if (error !== null) {
        log.note('GW320', 'response', 'After `error` came no response.failed; it was added.')
        return settle(readOutcome(null, 'response.failed', { error, request, log }))
      }
      const message = cut ?? 'The upstream ended its stream without a terminal event.'
      log.giveUp('GW301', 'response', `${message} The response was told as failed.`)
      return settle({ type: 'fail', error: { code: 'server_error', message } })
    },
    get told() {
      return told
    },
    get final() {
      return final
    },
    get begun() {
      return begun
    },
    get running() {
      return running
    },
    get ended() {
      return ended
    },
    tracks,
    kindOf: (event) => register.find(event)?.kind ?? null,
  }
}

/** What an item says, apart from its id and what is encrypted anew each time. */
const saidBy = ({ id: _id, encrypted_content: _cipher, status: _status, ...rest }: Fields): Fields => rest

function wantsJson(request: unknown): boolean {
  const text = isFields(request) && isFields(request['text']) ? request['text'] : {}
  return isFields(text['format']) && (text['format']['type'] === 'json_schema' || text['format']['type'] === 'json_object')
}

/** Names of the free-form tools that the request offers. */
function customToolsOf(request: unknown): ReadonlySet<string> {
  const tools = isFields(request) ? fieldsOf(request['tools']) : []
  return new Set(tools.filter((tool) => tool['type'] === 'custom').map((tool) => stringOf(tool['name'])))
}
