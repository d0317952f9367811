import { z } from 'zod'

/** How the stream was kept: frames as sent, only their data, one JSON body, or WebSocket messages. */
export const framingSchema = z.enum(['sse', 'data-only', 'json', 'websocket'])
export type Framing = z.infer<typeof framingSchema>

const headersSchema = z.record(z.string(), z.union([z.string(), z.array(z.string())])).nullable()

/**
 * First line of a golden: where the capture comes from, what was asked, and how the answer was framed.
 * Unknown keys are kept by reader and writer. `cut` names the reason when the capture is known to be unfinished.
 */
export const goldenHeaderSchema = z
  .object({
    golden: z.literal(1),
    name: z.string().min(1),
    provider: z.string().min(1),
    recorded_at: z.string().nullable(),
    source: z.object({ repo: z.string(), path: z.string(), commit: z.string(), license: z.string() }).partial().loose().nullable(),
    request: z.object({ method: z.string(), path: z.string().nullable(), headers: headersSchema, body: z.unknown() }).loose().nullable(),
    response: z.object({ status: z.number().int().nullable(), headers: headersSchema, framing: framingSchema }).loose(),
    cut: z.string().nullable().exactOptional(),
    suspect: z.boolean().exactOptional(),
    note: z.string().exactOptional(),
  })
  .loose()
export type GoldenHeader = z.infer<typeof goldenHeaderSchema>

const t = z.number().nonnegative().nullable()
const event = z.string().nullable()
const raw = z.string().exactOptional()
const dir = z.enum(['in', 'out']).exactOptional()
const chunks = z
  .array(z.tuple([z.number().int().nonnegative(), z.number().nonnegative().nullable()]))
  .refine((starts) => starts.every(([offset], index) => index === 0 || offset > (starts[index - 1]?.[0] ?? 0)), 'offsets must ascend')
  .exactOptional()
const bytes = z.base64().exactOptional()
const kept = { raw, chunks, bytes }

/** One frame or message whose data is JSON. `raw` is its exact text when it is not plainly `event: E`, `data: JSON`, blank line. */
export const dataLineSchema = z.object({ t, event: event.exactOptional(), dir, data: z.json(), ...kept }).loose()
/** One frame whose data is not JSON, such as `[DONE]`. */
export const textLineSchema = z.object({ t, event: event.exactOptional(), dir, text: z.string(), ...kept }).loose()
/** One SSE comment. */
export const commentLineSchema = z.object({ t, comment: z.string(), ...kept }).loose()
/** The body of an answer that was not streamed; one that is not JSON is a string here and has its exact text in `raw`. */
export const bodyLineSchema = z.object({ t, body: z.json(), ...kept }).loose()

/** A frame, message, comment or body with its arrival time `t` in milliseconds since the request was sent, null where unknown. */
export interface GoldenLine {
  t: number | null
  /** The `event:` field; null where the frame had none or it is unknown. */
  event?: string | null
  /** Direction of a WebSocket message, seen from the client. */
  dir?: 'in' | 'out'
  data?: unknown
  text?: string
  comment?: string
  body?: unknown
  /** Exact text of the frame, message or body where the members above do not say how it stood. */
  raw?: string
  /** Exact bytes in base64 where they were not UTF-8, or where a WebSocket message was binary; text beside them is for reading only. */
  bytes?: string
  /**
   * Network chunks that began inside this line: byte offset in its exact bytes, ascending, and arrival in milliseconds. Empty when the line
   * lies inside a chunk that began earlier; absent when unknown.
   */
  chunks?: [offset: number, t: number | null][]
  [unknownKey: string]: unknown
}

/** A capture in memory: its header and its lines, in order. */
export interface Golden {
  header: GoldenHeader
  lines: GoldenLine[]
}

/** Says what is wrong with one line of a golden, or null when it is a frame, message, comment or body. */
export function goldenLineProblem(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'a line must be a JSON object'
  const schemas = { data: dataLineSchema, text: textLineSchema, comment: commentLineSchema, body: bodyLineSchema }
  const kinds = (Object.keys(schemas) as (keyof typeof schemas)[]).filter((kind) => Object.hasOwn(value, kind))
  if (kinds.length !== 1) return `a line must have exactly one of data, text, comment, body; this has ${kinds.join(' and ') || 'none'}`
  const kind = kinds[0] ?? 'data'
  // The payload is whatever was sent, and JSON already; only the wrapping is checked.
  const payload = kind === 'data' || kind === 'body' ? { ...value, [kind]: null } : value
  const parsed = schemas[kind].safeParse(payload)
  return parsed.success ? null : describeIssues(parsed.error)
}

/** One line of text for a zod error: `path: message; path: message`; `whole` stands for the path of the whole value. */
export function describeIssues(error: z.ZodError, whole = 'line'): string {
  return error.issues.map((issue) => `${issue.path.join('.') || whole}: ${issue.message}`).join('; ')
}
