import type { OfferedTool } from '../../prompt/offer-tools.ts'
import { openCall } from '../answer/calls/open-call.ts'
import type { CallWriter } from '../answer/calls/call-writer.ts'
import { createJsonScanner } from '../answer/json-scanner.ts'
import type { Step } from '../step.ts'
import type { CallPiece } from './chat-piece.ts'
import { parseJson } from './json.ts'
import type { Segment } from './segment.ts'
import { UpstreamFailure } from './upstream-failure.ts'

export interface CallSegment extends Segment {
  readonly id: string
  readonly name: string
  readonly isWhole: boolean
  add(piece: CallPiece): void
}

export interface CallSegmentOptions {
  tools: readonly OfferedTool[]
  /** The tool's name in the request, of the name the server was told. */
  promptName: (name: string) => string
  /** The `call_id` for what the server calls the call; undefined for one of our own. */
  callId: (id: string) => string | undefined
}

/** One call on its way. It is announced when its first arguments come: until then more of its name may follow. */
export function createCallSegment({ tools, promptName, callId }: CallSegmentOptions): CallSegment {
  const steps: Step[] = []
  const scanner = createJsonScanner()
  let [id, name, early, text] = ['', '', '', '']
  let isWhole = false
  let isClosed = false
  let writer: CallWriter | null = null

  const write = (written: readonly Step[]) => {
    for (const step of written) {
      const isStart = step.type === 'item.start' && step.item.type.endsWith('_call')
      const given = isStart ? callId(id) : undefined
      steps.push(given === undefined ? step : ({ ...step, item: { ...('item' in step ? step.item : {}), call_id: given } } as Step))
    }
  }
  const push = (piece: string) => {
    if (!isWhole) isWhole = scanner.push(piece) !== -1
    text += piece
    write(writer?.push(piece) ?? [])
  }
  const start = () => {
    if (writer !== null) return
    writer = openCall(tools, promptName(name))
    write(writer.push(''))
    const first = early
    early = ''
    if (first !== '') push(first)
  }

  /** A finished call is one that can be made. What a custom tool is called with is text anyway. */
  const check = () => {
    if (name === '') throw new UpstreamFailure('The model server sent a tool call without a name.')
    const all = early + text
    if (all.trim() === '' || parseJson(all) !== undefined) return
    if (tools.some((tool) => tool.promptName === promptName(name) && tool.kind === 'custom')) return
    throw new UpstreamFailure(`The model server sent a call of '${name.slice(0, 64)}' whose arguments are no JSON.`)
  }

  return {
    steps,
    get id() {
      return id
    },
    get name() {
      return name
    },
    get isWhole() {
      return isWhole
    },
    get isOver() {
      return isWhole
    },
    get isClosed() {
      return isClosed
    },
    add(piece) {
      id ||= piece.id
      if (writer === null && piece.name !== '' && piece.name !== name) name = piece.name.startsWith(name) ? piece.name : name + piece.name
      if (piece.arguments === '') return
      if (isClosed) {
        if (piece.arguments.trim() === '') return
        throw new UpstreamFailure(
          `The model server sent more arguments for the call of '${name}' after they were complete and another item had begun.`,
        )
      }
      if (name === '') early += piece.arguments
      else {
        start()
        push(piece.arguments)
      }
    },
    close(cut) {
      if (isClosed) return
      if (!cut) check()
      isClosed = true
      if (name === '') return
      start()
      // No arguments are what a function without parameters is called with; clients parse them as JSON all the same.
      if (!cut && text.trim() === '') push('{}')
      write(writer?.end(cut && parseJson(text) === undefined) ?? [])
    },
  }
}
