import type { PhaseStep } from '../engines/step.ts'
import type { BodyContext, ItemBody } from './item-body.ts'
import { UnrepairableError } from './repair-log.ts'
import type { RepairStep } from './repair-step.ts'
import { createTextTrack, type Piece } from './text-track.ts'
import { toDeltas } from './to-delta.ts'
import { deltaOf, wholeOf } from './told-text.ts'
import { type Fields, isFields, isJsonText, stringOf } from './wire.ts'

/** The text that a kind of call streams: where the finished item tells it, and whether it is JSON. */
const textOf: { readonly [kind: string]: { field: string; json: boolean; at: (item: Fields) => unknown } | undefined } = {
  function_call: { field: 'arguments', json: true, at: (item) => item['arguments'] },
  mcp_call: { field: 'arguments', json: true, at: (item) => item['arguments'] },
  custom_tool_call: { field: 'input', json: false, at: (item) => item['input'] ?? item['arguments'] },
  code_interpreter_call: { field: 'code', json: false, at: (item) => item['code'] },
  apply_patch_call: { field: 'diff', json: false, at: (item) => (isFields(item['operation']) ? item['operation']['diff'] : undefined) },
}

/** The phases that end a hosted tool's work. */
const ended: ReadonlySet<string> = new Set(['completed', 'failed'])
const phasesOf: { readonly [kind: string]: readonly string[] | undefined } = {
  web_search_call: ['in_progress', 'searching', 'completed'],
  file_search_call: ['in_progress', 'searching', 'completed'],
  code_interpreter_call: ['in_progress', 'interpreting', 'completed'],
  image_generation_call: ['in_progress', 'generating', 'completed'],
  mcp_call: ['in_progress', 'completed', 'failed'],
  mcp_list_tools: ['in_progress', 'completed', 'failed'],
  compaction: ['compacting'],
}

/** The field of a finished item that the events have streamed, and that the emitter gathers by itself. */
export function streamedFieldOf(kind: string): string | null {
  return textOf[kind]?.field ?? null
}

/** A call: a text that streams, phases that are reported, pictures on the way; or nothing between announcement and end. */
export function createCallBody({ kind, added, place, note }: BodyContext): ItemBody {
  const text = textOf[kind] ?? null
  /** A free-form tool that the upstream calls as a function: its input is inside of JSON arguments. */
  const isWrapped = kind === 'custom_tool_call' && added['type'] === 'function_call'
  const deletes = kind === 'apply_patch_call' && isFields(added['operation']) && added['operation']['type'] === 'delete_file'
  const track =
    text === null || deletes
      ? null
      : createTextTrack({ json: text.json, rules: { differs: 'GW702', again: 'GW703', afterDone: 'GW407' }, note })
  const told: string[] = []
  let textDone = false
  let textEnded = false
  let given: string | null = null
  let finalPhase: string | null = null

  const send = (pieces: readonly Piece[]) => (isWrapped ? [] : toDeltas(pieces, note))
  const prefilled = text === null ? null : wholeOf({ text: text.at(added) })
  if (prefilled !== null && prefilled !== '' && track !== null) {
    note('GW410', `The item was announced with its ${text?.field} in it; it was announced empty, and they were sent once.`)
    track.prefill(prefilled)
  }
  const sayWhole = (whole: string | null): void => {
    if (whole === null || whole === '' || track === null || textEnded) return
    if (!track.begun) note('GW705', `The ${text?.field} came whole at their end; they were sent as one delta.`)
    track.whole(whole)
  }
  const endText = (): RepairStep[] => {
    if (track === null || textEnded) return []
    textEnded = true
    const { pieces, failure } = track.end()
    if (failure !== null) throw new UnrepairableError('GW702', place, `${failure} (${text?.field})`)
    return isWrapped ? [{ type: 'delta', delta: unwrapInput(track.sent) }] : send(pieces)
  }
  const phase = (name: string): RepairStep[] => {
    const known = phasesOf[kind] ?? []
    if (!known.includes(name)) {
      note('GW415', `The phase ${name} is none of this kind of item; it was dropped.`)
      return []
    }
    const repeatedByApproval =
      kind === 'mcp_call' && name === 'in_progress' && track?.begun === true && told.filter((one) => one === name).length < 2
    if (told.includes(name) && !repeatedByApproval) {
      note('GW404', `The phase ${name} was told twice; the second time was dropped.`)
      return []
    }
    if (name === 'in_progress' && told.some((one) => one !== name)) {
      note('GW412', 'The phase in_progress came late and was dropped.')
      return []
    }
    if (told.some((one) => ended.has(one))) {
      note('GW412', `The phase ${name} came after the last one and was dropped.`)
      return []
    }
    if (name === 'in_progress' && told.length === 0 && track?.begun === true) {
      note('GW412', 'The phase in_progress came after the text and was dropped.')
      return []
    }
    const [, middle] = known
    const isLast = ended.has(name)
    if ((kind === 'mcp_call' || kind === 'image_generation_call') && isLast) {
      // whether it failed the finished item tells, which follows; the emitter then says so
      finalPhase = name
      return []
    }
    if (name !== 'in_progress' && track !== null && !textDone) {
      note('GW412', `The phase ${name} came before the end of the ${text?.field}; it was told after it.`)
      return []
    }
    const again = told.includes(name)
    const missing =
      isLast && known.length === 3 && middle !== undefined && kind !== 'mcp_list_tools' && !told.includes(middle) ? [middle] : []
    if (missing.length > 0) note('GW413', `The phase ${middle} was not told; it was added.`)
    told.push(...missing, name)
    const before = name !== 'in_progress' || (again && textDone) ? endText() : []
    return [
      ...before,
      ...(again && textDone ? [{ type: 'text.end' as const }] : []),
      ...[...missing, name].map((one) => ({ type: 'phase' as const, phase: one as PhaseStep['phase'] })),
    ]
  }

  return {
    event(event, owner) {
      if (owner.role === 'phase') return phase(owner.phase ?? '')
      if (owner.role === 'partial_image') {
        if (stringOf(event['partial_image_b64']) !== '')
          return [...(told.includes('generating') ? [] : phase('generating')), imageOf(event)]
        note('GW220', 'A preview without a picture was dropped.')
        return []
      }
      if (owner.role === 'delta') {
        const delta = deltaOf(event)
        if (delta === null || track === null) {
          note(delta === null ? 'GW203' : 'GW415', 'A delta that this item cannot have was dropped.')
          return []
        }
        if (textEnded) {
          if (text?.json === true && isJsonText(track.sent)) {
            note('GW407', 'What came after the end of the arguments was dropped.')
            return []
          }
          throw new UnrepairableError('GW407', place, `The ${text?.field} went on after they had ended.`)
        }
        if (delta === '') {
          note('GW610', 'Empty deltas were dropped.')
          return []
        }
        return send(track.delta(delta, event))
      }
      if (owner.role === 'done') {
        textDone = true
        sayWhole(wholeOf(event))
        return []
      }
      return []
    },
    finish(item) {
      if (track === null || text === null) return []
      const whole = item === null ? null : wholeOf({ text: text.at(item), arguments: text.at(item) })
      sayWhole(whole)
      const steps = endText()
      const isCut = item !== null && stringOf(item['status']) === 'incomplete'
      if (text.json && track.sent.trim() === '' && item !== null && !isCut) {
        note('GW704', 'A call without arguments was given `{}`.')
        steps.push({ type: 'delta', delta: '{}' })
        given = '{}'
      }
      if (!textDone) note('GW701', `The end of the ${text.field} was not told; it was added.`)
      if (text.json && item !== null && !isCut && !isJsonText(given ?? track.sent)) {
        throw new UnrepairableError('GW704', place, 'The arguments of the call are no JSON, and nothing tells what they should have been.')
      }
      return steps
    },
    get complete() {
      if (track !== null && (phasesOf[kind] === undefined || kind === 'mcp_call')) {
        if (textDone || (text?.json === true && track.sent !== '' && isJsonText(track.sent)))
          return kind !== 'mcp_call' || finalPhase !== null
        return false
      }
      return finalPhase !== null || told.some((one) => ended.has(one))
    },
    get begun() {
      return track?.begun === true || told.some((one) => one !== 'in_progress')
    },
    get failed() {
      return finalPhase === 'failed'
    },
    texts: () => (text === null || track === null ? {} : { [text.field]: track.sent }),
  }
}

/** The text that free-form input was wrapped in as JSON: its one string, or `input` of several fields; else as it is. */
function unwrapInput(json: string): string {
  try {
    const value: unknown = JSON.parse(json)
    if (typeof value === 'string') return value
    if (!isFields(value)) return json
    if (typeof value['input'] === 'string') return value['input']
    const strings = Object.values(value).filter((one) => typeof one === 'string')
    return strings.length === 1 && Object.keys(value).length === 1 ? (strings[0] ?? json) : json
  } catch {
    return json
  }
}

function imageOf(event: Fields): RepairStep {
  const about = Object.fromEntries(
    ['size', 'quality', 'background', 'output_format'].flatMap((key) => (typeof event[key] === 'string' ? [[key, event[key]]] : [])),
  )
  return { type: 'partial_image', b64: stringOf(event['partial_image_b64']), ...about }
}
