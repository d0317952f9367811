import type { Annotation, EventOwner } from '@goldwire/schemas'

import type { PartStartStep } from '../engines/step.ts'
import type { BodyContext, ItemBody } from './item-body.ts'
import { UnrepairableError } from './repair-log.ts'
import type { RepairStep } from './repair-step.ts'
import { createTextTrack, type Piece, type TextTrack } from './text-track.ts'
import { toDeltas } from './to-delta.ts'
import { deltaOf, wholeOf } from './told-text.ts'
import { type Fields, fieldsOf, isFields, positionOf, sameValue, stringOf } from './wire.ts'

type Channel = 'content' | 'summary' | 'command'
type PartType = PartStartStep['part']

interface OpenPart {
  channel: Channel
  type: PartType
  /** As the upstream counts. */
  index: number | null
  /** The upstream announced it; without that it began with its text. */
  announced: boolean
  track: TextTrack
  /** `content_part.done` and the like was told. */
  done: boolean
  /** `output_text.done` and the like was told. */
  textDone: boolean
  /** The text was ended for good, since something followed that may only come after it. */
  textEnded: boolean
  annotations: Fields[]
  /** As the end of the part told them. */
  toldAnnotations: unknown
}

interface ClosedPart {
  channel: Channel
  type: PartType
  index: number | null
  text: string
  annotations: Fields[]
}

const ruleOf = {
  content: { differs: 'GW604', again: 'GW608', afterDone: 'GW605' },
  summary: { differs: 'GW808', again: 'GW608', afterDone: 'GW605' },
  command: { differs: 'GW702', again: 'GW703', afterDone: 'GW605' },
}

/** Parts of text, one after the other: of a message, of reasoning, the commands of a shell call. */
export function createPartsBody(context: BodyContext): ItemBody {
  const { kind, note, place } = context
  let open: OpenPart | null = null
  const closed: ClosedPart[] = []
  /** Events of a part that came before the one that is open was done. */
  const later: { event: Fields; owner: EventOwner }[] = []
  /** A part announced under a number that was there before: perhaps a new one, perhaps the old one again. */
  let perhaps: { channel: Channel; type: PartType; index: number | null } | null = null
  let lastDone = false

  const channelOf = (owner: EventOwner): Channel =>
    owner.index === 'summary_index' ? 'summary' : owner.index === 'command_index' ? 'command' : 'content'
  const typeOf = (channel: Channel, told: unknown): PartType => {
    if (channel === 'summary') return 'summary_text'
    if (channel === 'command') return 'command'
    if (kind === 'reasoning') return 'reasoning_text'
    return told === 'refusal' ? 'refusal' : 'output_text'
  }
  const indexOf = (event: Fields, owner: EventOwner) => (owner.index === null ? null : positionOf(event[owner.index]))

  const start = (channel: Channel, type: PartType, index: number | null, announced: boolean): { part: OpenPart; steps: RepairStep[] } => {
    const track = createTextTrack({ json: false, rules: ruleOf[channel], note })
    const part: OpenPart = {
      channel,
      type,
      index,
      announced,
      track,
      done: false,
      textDone: false,
      textEnded: false,
      annotations: [],
      toldAnnotations: undefined,
    }
    open = part
    perhaps = null
    lastDone = false
    if (!announced)
      note(channel === 'summary' ? 'GW801' : 'GW603', 'Text came for a part that was never announced; the part was announced before it.')
    return { part, steps: [{ type: 'part.start', part: type }] }
  }
  const send = (pieces: readonly Piece[]) => toDeltas(pieces, note)
  const settle = (part: OpenPart): RepairStep[] => {
    if (part.textEnded) return []
    const { pieces, failure } = part.track.end()
    if (failure !== null) throw new UnrepairableError(ruleOf[part.channel].differs, place, failure)
    return send(pieces)
  }
  /** Annotations that follow the end of the text make it final. */
  const endText = (part: OpenPart): RepairStep[] => {
    if (!part.textDone || part.textEnded) return []
    const last = settle(part)
    part.textEnded = true
    return [...last, { type: 'text.end' }]
  }
  const close = (): RepairStep[] => {
    if (open === null) return []
    const part = open
    const last = settle(part)
    if (!part.textDone && part.channel !== 'command')
      note(part.channel === 'summary' || kind === 'reasoning' ? 'GW806' : 'GW601', 'The end of the text was not told; it was added.')
    if (!part.done) note(part.channel === 'summary' ? 'GW801' : 'GW602', 'The end of the part was not told; it was added.')
    const missing = annotateRest(part)
    open = null
    lastDone = part.done
    closed.push({ channel: part.channel, type: part.type, index: part.index, text: part.track.sent, annotations: part.annotations })
    return [...last, ...missing, { type: 'part.end' }, ...drain()]
  }
  const drain = (): RepairStep[] => {
    const steps: RepairStep[] = []
    for (const waiting of later.splice(0)) steps.push(...body.event(waiting.event, waiting.owner))
    return steps
  }
  const annotate = (annotations: Fields[], annotation: Fields): RepairStep[] => {
    annotations.push(annotation)
    return [{ type: 'annotation', annotation: annotation as unknown as Annotation }]
  }
  /** Annotations that a part tells at its end and that were never announced. */
  const annotateRest = (part: OpenPart): RepairStep[] => {
    if (part.type !== 'output_text') return []
    const missing = fieldsOf(part.toldAnnotations).filter((annotation) => !part.annotations.some((known) => sameValue(known, annotation)))
    if (missing.length === 0) return []
    note('GW611', 'Annotations that only the end of the part told were announced before it.')
    return missing.flatMap((annotation) => annotate(part.annotations, annotation))
  }
  const sayWhole = (part: OpenPart, text: string | null): void => {
    if (text === null) return
    if (!part.track.begun && text !== '')
      note(kind === 'reasoning' ? 'GW803' : 'GW614', 'The text came whole at its end; it was sent as one delta.')
    if (!part.textEnded) part.track.whole(text)
  }

  /** The part an event speaks of, begun if need be; null where the event has to wait. */
  const partFor = (event: Fields, owner: EventOwner): { part: OpenPart; steps: RepairStep[] } | null => {
    const channel = channelOf(owner)
    const index = indexOf(event, owner)
    const type = typeOf(channel, owner.partType)
    if (index === null && owner.index !== null) noteIndex(owner.index, event)
    if (open === null) {
      const found = perhaps
      return start(channel, type, index, found !== null && found.channel === channel)
    }
    const fits = open.channel === channel && (open.type === type || owner.partType === null)
    if (fits) {
      if (index === null || open.index === index) return { part: open, steps: [] }
      const told = wholeOf(isFields(event['part']) ? event['part'] : event)
      const isItsEnd =
        (owner.role === 'done' || owner.role === 'part.done') &&
        (told === null || told === '' || open.track.sent.startsWith(told) || told.startsWith(open.track.sent))
      const follows = !isItsEnd && open.index !== null && index > open.index && (open.textDone || open.done || !open.announced)
      if (!follows) {
        note('GW506', 'An event named another part than the one that was open; it was counted to the open one.')
        return { part: open, steps: [] }
      }
    } else if (open.channel === channel && open.announced && open.index === index && kind === 'message' && !open.done) {
      note('GW415', 'Events of another kind of part came than was announced; their text was taken as that of the part.')
      return { part: open, steps: [] }
    } else if (!open.textDone && !open.done && open.track.begun) return null
    const before = close()
    if (open !== null) return { part: open, steps: before }
    const begun = start(channel, type, index, false)
    return { part: begun.part, steps: [...before, ...begun.steps] }
  }
  const noteIndex = (field: string, event: Fields) => {
    if (event[field] !== undefined) note('GW517', `\`${field}\` was no whole number; the part was found by its place.`)
    else note(field === 'summary_index' ? 'GW507' : 'GW505', `\`${field}\` was missing; the part was found by its place.`)
  }

  const partAdded = (event: Fields, owner: EventOwner): RepairStep[] => {
    const channel = channelOf(owner)
    const index = indexOf(event, owner)
    if (index === null && owner.index !== null) noteIndex(owner.index, event)
    const part = isFields(event['part']) ? event['part'] : {}
    const type = typeOf(channel, part['type'])
    if (open !== null && open.channel === channel && open.index === index && !open.done && !open.textDone) {
      note('GW404', 'A part was announced twice; the second announcement was dropped.')
      return []
    }
    if (open !== null && open.channel !== channel && !open.done && !open.textDone && open.track.begun) {
      later.push({ event, owner })
      return []
    }
    const before = close()
    if (closed.some((known) => known.channel === channel && known.index === index && index !== null)) {
      perhaps = { channel, type, index }
      return before
    }
    if (kind === 'message' && !['output_text', 'refusal', 'text'].includes(stringOf(part['type'])) && wholeOf(part) === null) {
      note('GW206', 'A part was announced without a type that messages have; its first event tells what it is.')
      perhaps = { channel, type, index }
      return before
    }
    const begun = start(channel, type, index, true)
    if (index !== null && index !== closed.filter((known) => known.channel === channel).length)
      note('GW506', 'The numbers of parts did not count 0, 1, 2 …; they were counted anew.')
    const text = wholeOf(part) ?? (channel === 'command' ? wholeOf(event) : null)
    if (text !== null && text !== '') {
      note('GW607', 'A part was announced with text in it; it was announced empty, and the text sent once.')
      begun.part.track.prefill(text)
    }
    return [...before, ...begun.steps]
  }
  const isTold = (text: string | null, channel: Channel) =>
    closed.some((known) => known.channel === channel && (text === null || known.text === text || text === ''))

  const body: ItemBody = {
    event(event, owner) {
      const { role } = owner
      if (role === 'part.added') return partAdded(event, owner)
      const channel = channelOf(owner)
      if (role === 'delta') {
        const text = deltaOf(event)
        if (text === null) {
          note('GW203', 'A delta without text was dropped.')
          return []
        }
        const found = partFor(event, owner)
        if (found === null) {
          later.push({ event, owner })
          return []
        }
        if (text === '') {
          note('GW610', 'Empty deltas were dropped.')
          return found.steps
        }
        if (found.part.textEnded) throw new UnrepairableError('GW605', place, 'Text came after the annotations that follow its end.')
        found.part.textDone = false
        return [...found.steps, ...send(found.part.track.delta(text, event))]
      }
      if (role === 'annotation') return annotationAdded(event, owner)
      if (role !== 'done' && role !== 'part.done') return []
      const told = role === 'done' ? event : isFields(event['part']) ? event['part'] : event
      const text = wholeOf(told)
      if (open === null && (isTold(text, channel) || (text === null && closed.length > 0))) {
        note('GW404', 'The end of a part was told twice; the second time was dropped.')
        perhaps = null
        return []
      }
      if (open !== null && open.channel !== channel && isTold(text, channel)) return []
      const found = partFor(event, owner)
      if (found === null) {
        later.push({ event, owner })
        return []
      }
      const { part, steps } = found
      if (role === 'done' || part.channel === 'command') part.textDone = true
      if (role === 'part.done') part.done = true
      sayWhole(part, text)
      if (role === 'part.done') part.toldAnnotations = told['annotations']
      return steps
    },
    finish(item) {
      const told = item === null ? null : partsOf(kind, item)
      const steps: RepairStep[] = []
      const say = (channel: Channel): void => {
        if (told === null || open === null || open.channel !== channel) return
        const position = closed.filter((part) => part.channel === channel).length
        const part = told[channel][position]
        if (part === undefined) return
        sayWhole(open, wholeOf(part))
        open.toldAnnotations ??= part['annotations']
      }
      for (;;) {
        const part: OpenPart | null = open
        if (part === null) break
        say(part.channel)
        steps.push(...close())
      }
      if (told !== null) for (const channel of ['content', 'summary', 'command'] as const) steps.push(...rest(channel, told[channel]))
      return steps
    },
    get complete() {
      return open === null ? closed.length > 0 : open.done || open.textDone
    },
    get begun() {
      return closed.length > 0 || open?.track.begun === true
    },
    texts() {
      const all = open === null ? closed : [...closed, { channel: open.channel, type: open.type, text: open.track.sent }]
      const join = (channel: Channel, isRefusal: boolean) =>
        all
          .filter((part) => part.channel === channel && (part.type === 'refusal') === isRefusal)
          .map((part) => part.text)
          .join('')
      return {
        content: join('content', false),
        refusal: join('content', true),
        summary: join('summary', false),
        command: join('command', false),
      }
    },
  }
  return body

  function annotationAdded(event: Fields, owner: EventOwner): RepairStep[] {
    const { annotation } = event
    if (!isFields(annotation)) {
      note('GW203', 'An annotation that is none was dropped.')
      return []
    }
    if (open === null) {
      const last = closed.at(-1)
      if (last === undefined || !lastDone) return [...(partFor(event, owner)?.steps ?? []), ...body.event(event, owner)]
      return annotate(last.annotations, annotation)
    }
    const part = open
    if (part.type !== 'output_text') return []
    const index = positionOf(event['annotation_index'])
    if (index === null || index !== part.annotations.length) {
      if (index !== null && sameValue(part.annotations[index], annotation)) {
        note('GW404', 'An annotation was announced twice; the second time was dropped.')
        return []
      }
      note('GW518', 'Annotations were not numbered 0, 1, 2 …; they were numbered anew.')
    }
    if (part.done) return [...close(), ...body.event(event, owner)]
    return [...endText(part), ...annotate(part.annotations, annotation)]
  }

  /** Parts that only the finished item has. */
  function rest(channel: Channel, told: readonly Fields[]): RepairStep[] {
    const own = closed.filter((part) => part.channel === channel)
    if (told.length <= own.length) return []
    const same = own.every((part, index) => wholeOf(told[index] ?? {}) === part.text)
    if (!same) {
      note('GW616', 'The finished item told other parts than were streamed; it stands as it was streamed.')
      return []
    }
    return told.slice(own.length).flatMap((part) => {
      if (own.some((known) => known.text === wholeOf(part))) {
        note('GW616', 'The finished item told a part once more; it was dropped.')
        return []
      }
      const begun = start(channel, typeOf(channel, part['type']), null, true)
      begun.part.textDone = true
      begun.part.done = true
      sayWhole(begun.part, wholeOf(part))
      begun.part.toldAnnotations = part['annotations']
      return [...begun.steps, ...close()]
    })
  }
}

/** The parts of a finished item. */
function partsOf(kind: string, item: Fields): { [Name in Channel]: Fields[] } {
  const content = typeof item['content'] === 'string' ? [{ text: item['content'] }] : fieldsOf(item['content'])
  const action = isFields(item['action']) ? item['action'] : {}
  const commands = kind === 'shell_call' && Array.isArray(action['commands']) ? action['commands'] : []
  return {
    content: kind === 'shell_call' ? [] : content,
    summary: kind === 'reasoning' ? fieldsOf(item['summary']) : [],
    command: commands.map((command) => ({ command: stringOf(command) })),
  }
}
