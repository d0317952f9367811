import { defineRule, docs } from '../rule.ts'

const framingThreads = ['billion-context#549', 'QwenPaw#468', 'sh1pt#705']
export const noEventLine = defineRule(
  'GW001',
  'no-event-line',
  'error',
  'Readers of EventSource kind dispatch on `event:`; without it every event is a plain message to them.',
  docs.sse,
  framingThreads,
  [90],
)
export const eventMismatch = defineRule(
  'GW002',
  'event-line-mismatch',
  'error',
  '`event:` and `data.type` name different events; half of the clients believe the one, half the other.',
  docs.sse,
  framingThreads,
  [90],
)
export const unusualFrame = defineRule(
  'GW003',
  'unusual-frame',
  'warning',
  'OpenAI sends `event: E`, one `data:` line, a blank line, LF only; hand-written parsers know nothing else.',
  docs.sse,
  framingThreads,
  [90],
)
export const dataNotJson = defineRule(
  'GW004',
  'data-not-json',
  'error',
  'A client that parses each frame throws on one whose data is not JSON.',
  docs.streaming,
  ['9router PR1648'],
  [89],
)
export const dataNotObject = defineRule(
  'GW005',
  'data-not-object',
  'error',
  '`data: null` and other data that is no object crash clients that read `data.type`.',
  docs.streaming,
  ['9router PR1648'],
  [89],
)
export const doneSentinel = defineRule(
  'GW006',
  'done-sentinel',
  'warning',
  'OpenAI ends a Responses stream without `[DONE]`; clients that parse every frame fail on it.',
  docs.streaming,
  ['Floway PR312', 'praxis PR742', 'copilot-api#338'],
  [88],
)
export const doneSentinelMissing = defineRule(
  'GW007',
  'done-sentinel-missing',
  'error',
  'Open Responses demands `data: [DONE]` as the last frame.',
  docs.openResponses,
  ['Floway PR312', 'praxis PR742'],
  [88],
)
export const comment = defineRule(
  'GW008',
  'comment',
  'info',
  'SSE comments are legal and invisible to parsers; OpenAI sends none.',
  docs.sse,
)
export const contentType = defineRule(
  'GW009',
  'content-type',
  'error',
  'A browser refuses an event stream that is not `text/event-stream`; SDKs take it for a JSON body.',
  docs.sse,
  framingThreads,
  [90],
)
export const frameUnterminated = defineRule(
  'GW010',
  'frame-unterminated',
  'warning',
  'The last frame is not closed by a blank line: parsers drop it, and with it, mostly, the terminal event.',
  docs.sse,
)
export const emptyFrame = defineRule('GW011', 'frame-without-data', 'warning', 'A frame without data is dropped by every parser.', docs.sse)
export const noType = defineRule(
  'GW012',
  'no-type',
  'error',
  'Data without `type` is no event; clients skip it or crash.',
  docs.streaming,
  ['cursor2api#116'],
  [68],
)
export const untypedError = defineRule(
  'GW013',
  'untyped-error',
  'error',
  'An `{"error":…}` frame without `type: "error"` is no event: Responses clients key on `type` and never see the failure.',
  docs.error,
  ['OmniRoute#13431', 'Floway PR330', 'new-api PR6549', 'llama.cpp source'],
  [14],
)
export const emptyStream = defineRule('GW014', 'empty-stream', 'error', 'There is not one event.', docs.streaming)
export const burst = defineRule(
  'GW015',
  'time-burst',
  'warning',
  'Silence, then all deltas at once: the answer was buffered, not streamed.',
  docs.streaming,
  ['zenmux#274', 'imp PR841', 'fak#12765', 'aimock PR125'],
  [92],
)
export const notStreamed = defineRule(
  'GW016',
  'not-streamed',
  'error',
  'The request asked for a stream and got one JSON body.',
  docs.create,
)
export const fieldNotData = defineRule(
  'GW017',
  'field-ignored',
  'warning',
  'Lines that are no SSE field are skipped by parsers; what they say is lost.',
  docs.sse,
  framingThreads,
  [90],
)

export const notAResponse = defineRule(
  'GW018',
  'not-a-response',
  'error',
  'The body is no Response, no error in the shape of the API and no other object of it: SDKs hand it on with every field undefined.',
  docs.response,
)
export const nestedTooDeeply = defineRule(
  'GW019',
  'nested-too-deeply',
  'error',
  'JSON nested thousands of levels deep exhausts the stack of whoever walks it; serde_json refuses 128 levels.',
  docs.streaming,
)

export const runTogether = defineRule(
  'GW020',
  'events-run-together',
  'error',
  'No blank line parts two events: parsers join their data to something that is no JSON, and lose both.',
  docs.sse,
  framingThreads,
  [90],
)
export const createdLate = defineRule(
  'GW021',
  'created-late',
  'warning',
  '`response.created` arrives only with the first token: clients take the silence before it for a dead server.',
  docs.created,
  ['OmniRoute#14330', 'llama.cpp source'],
  [81],
)
export const lateEnd = defineRule(
  'GW022',
  'late-end',
  'warning',
  'The body stays open after the terminal event: clients that read to its end hang.',
  docs.completed,
  ['pi PR6807'],
  [91],
)
export const httpStatus = defineRule(
  'GW023',
  'http-status',
  'error',
  'The HTTP status says success and the body failure, or the reverse: SDKs believe the status.',
  docs.response,
  ['OmniRoute#13431'],
)
export const invalidUtf8 = defineRule(
  'GW024',
  'undecodable-bytes',
  'error',
  'The bytes are not UTF-8: strict decoders end the stream there, others show replacement characters.',
  docs.sse,
  ['gittensor PR1732'],
  [57],
)
export const streamIdWrong = defineRule(
  'GW025',
  'stream-id',
  'error',
  '`stream_id` names the lane of a WebSocket; an event without it, or with one nobody asked for, belongs to no response.',
  docs.websocket,
)

export const streamedUnasked = defineRule(
  'GW026',
  'streamed-unasked',
  'error',
  'The request asked for one JSON body and got a stream: SDKs parse it as JSON and throw.',
  docs.create,
)

export const framingRules = [
  noEventLine,
  eventMismatch,
  unusualFrame,
  dataNotJson,
  dataNotObject,
  doneSentinel,
  doneSentinelMissing,
  comment,
  contentType,
  frameUnterminated,
  emptyFrame,
  noType,
  untypedError,
  emptyStream,
  burst,
  notStreamed,
  fieldNotData,
  notAResponse,
  nestedTooDeeply,
  runTogether,
  createdLate,
  lateEnd,
  httpStatus,
  invalidUtf8,
  streamIdWrong,
  streamedUnasked,
]
