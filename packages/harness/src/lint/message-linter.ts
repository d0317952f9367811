import type { GoldenLine } from '../golden/golden.ts'
import type { CaptureLinter } from './capture-linter.ts'
import type { LintOptions } from './context.ts'
import type { Finding } from './finding.ts'
import { isObject, type JsonObject, show } from './json.ts'
import { createLinter, type Linter } from './linter.ts'
import { createReporter } from './reporter.ts'
import { streamIdWrong } from './rules/framing.ts'
import { responseIdAgain } from './rules/id-rules.ts'
import { nestedError } from './rules/schema-rules.ts'

/** What is known of one lane: requests that wait for their response, and the response that is being told. */
interface Lane {
  readonly requests: JsonObject[]
  live: { linter: Linter; places: number[]; created: boolean; ended: boolean } | null
  /** An error of the connection cut the response off; it says why there is no end. */
  wasTold: boolean
}

const terminals = new Set(['response.completed', 'response.incomplete', 'response.failed'])

/**
 * Lints the messages of one WebSocket connection. It carries several responses, one after the other or in lanes named by `stream_id`; each
 * is linted as a stream of its own, with the `response.create` it answers. A turn that is refused is one message, an error with its HTTP
 * status and without a number.
 */
export function createMessageLinter(options: LintOptions): CaptureLinter {
  const lanes = new Map<string, Lane>()
  const reporter = createReporter()
  const findings: Finding[] = []
  const ids = new Map<string, number>()
  /** Lanes are judged only where the requests are known. */
  let knowsRequests = false
  let latest = ''
  let next = 0

  const laneOf = (id: string): Lane => {
    const lane = lanes.get(id) ?? { requests: [], live: null, wasTold: false }
    lanes.set(id, lane)
    return lane
  }

  function close(lane: Lane): void {
    if (lane.live === null) return
    const { linter, places } = lane.live
    for (const finding of linter.end()) {
      if (lane.wasTold && finding.rule.startsWith('GW301')) continue
      findings.push({ ...finding, event: finding.event === null ? null : (places[finding.event] ?? null) })
    }
    lane.live = null
    lane.wasTold = false
  }

  /** An error that is no event of a stream: it has no number, and says for the whole turn or the whole connection what HTTP would say. */
  function isRefusal({ data }: GoldenLine, lane: Lane): boolean {
    if (!isObject(data) || data['type'] !== 'error' || data['sequence_number'] !== undefined) return false
    return typeof data['status'] === 'number' || lane.live === null || lane.live.ended
  }

  function refuse({ data }: GoldenLine, lane: Lane, index: number): void {
    const error = isObject(data) ? data['error'] : undefined
    if (!isObject(error) || typeof error['message'] !== 'string') {
      reporter.report(nestedError, index, `The error is ${show(error)}, expected {type,code,message,param}`, { pointer: '/error', key: '' })
    }
    // Beside a response that runs, it refuses what came after it (a steer, the next request), or says why the response will not end. The
    // response stays open in either case: steering that came too late is told with its numbers, also after a later turn was refused.
    if (lane.live !== null && !lane.live.ended) lane.wasTold = true
    else lane.requests.shift()
  }

  /** An event whose `stream_id` nobody asked for belongs to the lane that spoke last. */
  function laneFor(line: GoldenLine, index: number): Lane {
    const id = streamIdOf(line)
    const known = lanes.get(id)
    const isOpen = known !== undefined && (known.live !== null || known.requests.length > 0)
    if (!knowsRequests || isOpen || typeOf(line) === 'error' || lanes.size === 0) return laneOf(id)
    const message =
      id === '' ? 'The message has no stream_id, and its response was asked for with one' : `Nobody asked for stream_id ${show(id)}`
    reporter.report(streamIdWrong, index, message, { pointer: '/stream_id', key: '' })
    return laneOf(latest)
  }

  function start(lane: Lane): Lane['live'] {
    const request = lane.requests.shift()
    return {
      linter: createLinter({ ...options, ...(request === undefined ? {} : { request }) }),
      places: [],
      created: false,
      ended: false,
    }
  }

  function noteId({ data }: GoldenLine, index: number): void {
    const id = isObject(data) && isObject(data['response']) ? data['response']['id'] : undefined
    if (typeof id !== 'string') return
    const before = ids.get(id)
    if (before === undefined) ids.set(id, index)
    else {
      const message = `response.id is ${show(id, 40)}, which the response that began with message ${before} has`
      reporter.report(responseIdAgain, index, message, { pointer: '/response/id', key: '' })
    }
  }

  function noteRequest(line: GoldenLine): void {
    if (!isObject(line.data) || line.data['type'] !== 'response.create') return
    knowsRequests = true
    laneOf(streamIdOf(line)).requests.push(requestOf(line.data))
  }

  function lintMessage(line: GoldenLine): void {
    const index = next++
    if (line.dir === 'out') {
      noteRequest(line)
      return
    }
    const lane = laneFor(line, index)
    if (isRefusal(line, lane)) {
      refuse(line, lane, index)
      return
    }
    const type = typeOf(line)
    const isNext = lane.live !== null && (lane.live.ended || lane.wasTold || (lane.live.created && lane.requests.length > 0))
    if (
      isNext &&
      (type === 'response.created' || (lane.live?.ended === true && lane.requests.length > 0 && type === 'response.in_progress'))
    )
      close(lane)
    lane.live ??= start(lane)
    if (lane.live === null) return
    if (type === 'response.created') {
      if (!lane.live.created) noteId(line, index)
      lane.live.created = true
    }
    lane.live.places.push(index)
    lane.live.linter.frame(line)
    if (terminals.has(type)) lane.live.ended = true
    latest = streamIdOf(line) === '' || lanes.has(streamIdOf(line)) ? streamIdOf(line) : latest
  }

  return {
    line: lintMessage,
    end() {
      for (const lane of lanes.values()) close(lane)
      lanes.clear()
      return [...findings, ...reporter.findings()].toSorted((a, b) => (a.event ?? next) - (b.event ?? next))
    },
  }
}

/** `response.create` holds the fields of the request beside its own `type`, or (older clients) in `response`. */
function requestOf(message: JsonObject): JsonObject {
  return isObject(message['response']) ? message['response'] : { ...message, stream: true }
}

function streamIdOf({ data }: GoldenLine): string {
  return isObject(data) && typeof data['stream_id'] === 'string' ? data['stream_id'] : ''
}

function typeOf({ data }: GoldenLine): string {
  return isObject(data) && typeof data['type'] === 'string' ? data['type'] : ''
}
