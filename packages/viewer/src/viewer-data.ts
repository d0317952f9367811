/** How bad a problem is; the words of the harness. */
export type ViewerSeverity = 'error' | 'warning' | 'info'

/** One frame, message, comment or body of a stream: a line of a golden. */
export interface ViewerLine {
  /** Arrival in ms since the request was sent; null or absent where unknown. */
  t?: number | null
  /** Direction of a WebSocket message, seen from the client. */
  dir?: 'in' | 'out'
  /** The `event:` field of the frame. */
  event?: string | null
  data?: unknown
  /** Data that is not JSON, such as `[DONE]`. */
  text?: string
  comment?: string
  body?: unknown
  /** The frame's exact text, where it is not the plain one. */
  raw?: string
}

/** A stream as it is shown. */
export interface ViewerStream {
  /** Where it comes from: a file name, a server. */
  label: string
  lines: readonly ViewerLine[]
  /** Short facts shown above it, e.g. `{"provider": "openai", "framing": "sse"}`. */
  facts?: { readonly [name: string]: string }
  /** The body of the request that led to it, where known. */
  request?: unknown
  /** The line that each event index of the divergences stands for; absent when events and lines are the same. */
  eventLines?: readonly number[]
}

/** A breach of a rule. */
export interface ViewerFinding {
  /** Id and name: `GW101 sequence-gap`. */
  rule: string
  severity: ViewerSeverity
  /** Index of the line in the actual stream; null when it is about the whole stream. */
  event: number | null
  pointer: string
  message: string
}

/** A difference between the expected and the actual stream. */
export interface ViewerDivergence {
  kind: string
  severity: ViewerSeverity
  /** Index of the event in the expected stream; null where it has none. */
  expected: number | null
  actual: number | null
  pointer: string
  message: string
  /** How often it shows, where one cause shows at several places; absent = once. */
  count?: number
  /** The protocol rule that is broken with it. */
  rule?: string
  why?: string
  /** Clients that break. */
  clients?: readonly string[]
}

/** What happens to a client that reads the stream. */
export interface ViewerClient {
  client: string
  verdict: 'ok' | 'breaks' | 'degrades'
  /** Rules that say so. */
  because: readonly string[]
}

export type ViewerStatus = 'pass' | 'fail' | 'unsupported' | 'unreachable'

/** One thing that was looked at: a file, a pair of files, a scenario of a check. */
export interface ViewerScenario {
  /** Unique on the page together with `group`; part of its links. */
  name: string
  title?: string
  /** Which server, where a page shows several: the overview becomes a matrix. */
  group?: string
  /** Absent when nothing was judged. */
  status?: ViewerStatus
  /** `unsupported` for a reason that is no lack of the server's. */
  undecided?: boolean
  /** Why it is not `pass`, or why a stream is missing, in one line. */
  reason?: string
  /** How many events, where the stream itself is not on the page. */
  events?: number
  durationMs?: number
  actual?: ViewerStream | null
  /** The stream it was compared with. */
  expected?: ViewerStream | null
  findings?: readonly ViewerFinding[]
  divergences?: readonly ViewerDivergence[]
  clients?: readonly ViewerClient[]
}

/** What is known of a rule; shown with each of its findings. */
export interface ViewerRule {
  /** Id and name, as findings carry it. */
  rule: string
  why: string
  docs?: string
  threads?: readonly string[]
  /** Clients that break on it. */
  breaks?: readonly string[]
}

/** Everything that one page shows. Plain JSON: it can be kept and rendered again. */
export interface ViewerData {
  /** Heading and window title: `goldwire check`. */
  title: string
  /** What was judged: a URL, a folder. */
  subtitle?: string
  /** Version of the program and date, shown in the footer. */
  generator?: string
  scenarios: readonly ViewerScenario[]
  rules?: readonly ViewerRule[]
}
