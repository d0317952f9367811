import type { LogProb, ShellCallOutputContent } from '@goldwire/schemas'

import type { ItemStart, PartStartStep, Step } from '../engines/step.ts'
import { deriveText, type WholeText } from './derive-text.ts'
import { deriveStart } from './derive-start.ts'
import type { ItemTrace, PartChannel } from './trace.ts'
import { isObject, objectsOf, textOf, type WireObject } from './wire-object.ts'

export interface DeriveItemOptions {
  /** Named where items overlap. */
  key?: string
  /** The response stopped in the midst of this item. */
  cut: boolean
}

/** The steps that make `item`, a finished item of the final response, with the boundaries of `trace`. */
export function deriveItem(item: WireObject, trace: ItemTrace, { key, cut }: DeriveItemOptions): Step[] {
  const inside = insideOf(item, trace, { keyed: key !== undefined })
  const end = { ...withoutText(item), ...ciphertexts(trace.done) }
  if (cut && inside.at(-1)?.type === 'part.end') inside.pop()
  const steps: Step[] = [
    { type: 'item.start', item: deriveStart(item, trace.added) as unknown as ItemStart },
    ...inside,
    ...(cut ? [] : [{ type: 'item.end' as const, item: end, ...(lostDone(item, trace) && { silent: true }) }]),
  ]
  return key === undefined ? steps : steps.map((step) => ({ ...step, key }) as Step)
}

/** Some lists of MCP tools are announced and never done, and are in the final response all the same (thread pydantic/pydantic-ai#5443). */
function lostDone(item: WireObject, trace: ItemTrace): boolean {
  return item['type'] === 'mcp_list_tools' && trace.added !== null && trace.done === null
}

/** Each time it is sent, OpenAI encrypts these anew: the end takes them from `output_item.done`. */
function ciphertexts(done: WireObject | null): WireObject {
  const fields: WireObject = {}
  for (const key of ['encrypted_content', 'fingerprint']) {
    if (done !== null && key in done) fields[key] = done[key]
  }
  return fields
}

/** What the emitter is to gather by itself: streamed text, parts, and the status where it is the usual one. */
function withoutText(item: WireObject): WireObject {
  const { id: _id, type, status, content, summary, ...fields } = item
  const gathered: { [type: string]: readonly string[] } = {
    function_call: ['arguments'],
    custom_tool_call: ['input'],
    mcp_call: ['arguments'],
    code_interpreter_call: ['code'],
    shell_call_output: ['output'],
    apply_patch_call: ['operation'],
  }
  const end = Object.fromEntries(Object.entries(fields).filter(([field]) => !(gathered[textOf(type)] ?? []).includes(field)))
  if (type === 'shell_call' && isObject(item['action'])) end['action'] = { ...item['action'], commands: [] }
  const usual = isObject(item['caller']) && item['caller']['type'] === 'program' && type === 'function_call' ? 'in_progress' : 'completed'
  const isGiven = status === undefined || status === usual || (status === 'failed' && isObject(item['error']))
  return isGiven ? end : { ...end, status }
}

function insideOf(item: WireObject, trace: ItemTrace, options: { keyed: boolean }): Step[] {
  const text = (value: unknown) => deriveText({ text: textOf(value) }, trace.parts[0])
  const phases = (...names: Extract<Step, { type: 'phase' }>['phase'][]): Step[] => names.map((phase) => ({ type: 'phase', phase }))
  const opening = options.keyed ? phases('in_progress') : []
  switch (item['type']) {
    case 'message':
      return parts(trace, 'content', objectsOf(item['content']).map(partOf))
    case 'reasoning':
      return reasoningParts(item, trace)
    case 'function_call':
      return text(item['arguments'])
    case 'custom_tool_call':
      return text(item['input'])
    case 'code_interpreter_call':
      return [...opening, ...text(item['code'])]
    case 'apply_patch_call':
      return isObject(item['operation']) && item['operation']['type'] !== 'delete_file' ? text(item['operation']['diff']) : []
    case 'mcp_call':
      // a call that had to be approved says `in_progress` again once its arguments are out (2 of 2 captures)
      return [...opening, ...text(item['arguments']), ...(typeof item['approval_request_id'] === 'string' ? phases('in_progress') : [])]
    case 'shell_call': {
      const commands = isObject(item['action']) && Array.isArray(item['action']['commands']) ? item['action']['commands'] : []
      const whole = commands.map((command) => ({ part: 'command' as const, whole: { text: textOf(command) } }))
      return parts(trace, 'command', whole)
    }
    case 'shell_call_output':
      return shellOutput(objectsOf(item['output']) as unknown as ShellCallOutputContent[], trace)
    case 'image_generation_call':
      return [
        ...phases('in_progress', 'generating'),
        ...unseenImages(trace),
        ...trace.images,
        ...(trace.completedEvent ? phases('completed') : []),
      ]
    case 'web_search_call':
    case 'file_search_call':
      return phases('in_progress', 'searching')
    case 'mcp_list_tools':
      return opening
    default:
      return []
  }
}

interface DerivedPart {
  part: PartStartStep['part']
  whole: WholeText
}

function partOf(part: WireObject): DerivedPart {
  return part['type'] === 'refusal'
    ? { part: 'refusal', whole: { text: textOf(part['refusal']) } }
    : {
        part: 'output_text',
        whole: {
          text: textOf(part['text']),
          annotations: objectsOf(part['annotations']),
          logprobs: objectsOf(part['logprobs']) as unknown as LogProb[],
        },
      }
}

function parts(trace: ItemTrace, channel: PartChannel, derived: readonly DerivedPart[]): Step[] {
  return derived.flatMap(({ part, whole }, index): Step[] => {
    const partTrace = trace.parts.find((known) => known.channel === channel && known.index === index)
    const end: Step = partTrace?.status === 'incomplete' ? { type: 'part.end', status: 'incomplete' } : { type: 'part.end' }
    const inside = deriveText(whole, partTrace)
    const ended = inside.some((step) => step.type === 'part.end')
    return [{ type: 'part.start', part }, ...inside, ...(ended ? [] : [end])]
  })
}

/** Summary and raw reasoning in the order they came; what the recording did not see comes first. */
function reasoningParts(item: WireObject, trace: ItemTrace): Step[] {
  const wholeOf = (part: WireObject) => ({ text: textOf(part['text']) })
  const content = () =>
    parts(
      trace,
      'content',
      objectsOf(item['content']).map((part) => ({ part: 'reasoning_text', whole: wholeOf(part) })),
    )
  const summary = () =>
    parts(
      trace,
      'summary',
      objectsOf(item['summary']).map((part) => ({ part: 'summary_text', whole: wholeOf(part) })),
    )
  const sawContent = trace.added !== null || trace.parts.some(({ channel }) => channel === 'content')
  return sawContent && trace.parts[0]?.channel === 'summary' ? [...summary(), ...content()] : [...content(), ...summary()]
}

/** Previews sent before a resumed recording begins: nobody knows what they showed, only that they were counted. */
function unseenImages({ added, firstImage }: ItemTrace): Step[] {
  return added === null ? Array.from({ length: firstImage }, (): Step => ({ type: 'partial_image', b64: '' })) : []
}

function shellOutput(outputs: readonly ShellCallOutputContent[], trace: ItemTrace): Step[] {
  return outputs.flatMap((output, commandIndex): Step[] => {
    const pieces = trace.outputPieces.filter((piece) => piece.commandIndex === commandIndex)
    const unseen = (stream: 'stdout' | 'stderr') =>
      trace.added === null ? output[stream].length - pieces.reduce((sum, piece) => sum + (piece[stream] ?? 0), 0) : 0
    const at = { stdout: unseen('stdout'), stderr: unseen('stderr') }
    const before = {
      ...(at.stderr > 0 && { stderr: output.stderr.slice(0, at.stderr) }),
      ...(at.stdout > 0 && { stdout: output.stdout.slice(0, at.stdout) }),
    }
    const take = (stream: 'stdout' | 'stderr', length: number | null) => {
      if (length === null) return {}
      at[stream] += length
      return { [stream]: output[stream].slice(at[stream] - length, at[stream]) }
    }
    return [
      ...(Object.keys(before).length > 0 ? [{ type: 'shell_output.delta' as const, commandIndex, delta: before }] : []),
      ...pieces.map((piece): Step => ({
        type: 'shell_output.delta',
        commandIndex,
        delta: { ...take('stderr', piece.stderr), ...take('stdout', piece.stdout) },
      })),
      { type: 'shell_output.done', commandIndex, output: [output] },
    ]
  })
}
