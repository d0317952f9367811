import { type Automaton, compileAutomaton } from './automaton.ts'
import { alt, event, opt, type Pattern, plus, seq, star } from './pattern.ts'

/** Stands for any event that belongs to an output item, in the patterns of a whole stream. */
export const ITEM_EVENT = 'item'

const created = event('response.created')
const queued = event('response.queued')
const inProgress = event('response.in_progress')
const items = star(event(ITEM_EVENT))
/** The nested `error` of the API comes before `response.failed`; sometimes it is the last word (a stream that broke inside the server). */
const failure = alt(seq(event('error'), opt(event('response.failed'))), event('response.failed'))
const terminal = alt(event('response.completed'), event('response.incomplete'), failure)

const regular = seq(created, alt(seq(opt(queued), inProgress, items, terminal), seq(opt(queued), failure)))

/** A Response object says where it is: which `status` each lifecycle event may carry. */
const responseStatus: Readonly<Record<string, readonly string[]>> = {
  'response.created': ['in_progress', 'queued'],
  'response.queued': ['queued'],
  'response.in_progress': ['in_progress'],
  'response.completed': ['completed'],
  'response.incomplete': ['incomplete'],
  'response.failed': ['failed'],
}

export interface StreamVariation {
  readonly name: string
  readonly severity: 'warning' | 'info'
  readonly pattern: Pattern
  readonly why: string
}

/** What holds for a stream as a whole: its lifecycle, and what the Response objects in it may and may not say. */
export interface StreamGrammar {
  /** Event types of a stream read from its start, transport events left out and item events as `ITEM_EVENT`. */
  readonly pattern: Pattern
  readonly variations: readonly StreamVariation[]
  /** `pattern` under the name `regular`, and the variations under theirs. */
  readonly automaton: Automaton
  /** A stream that was resumed (`starting_after`) begins anywhere, even after its end. */
  readonly resumed: { readonly pattern: Pattern; readonly automaton: Automaton }
  /** Event types that carry a whole Response, with the values of its `status`; usual first. */
  readonly responseStatus: Readonly<Record<string, readonly string[]>>
  /** Event types after which no item may come. `error` ends the response too, but may be followed by `response.failed`. */
  readonly terminal: readonly string[]
  /** Event types that may end a response while an item is still open; after any other, every item has its `done`. */
  readonly mayLeaveItemsOpen: readonly string[]
  /**
   * Events that carry no part of the answer. They may come anywhere, `response.rate_limits.updated` even after the end, and take a
   * sequence number like all others.
   */
  readonly transportEvents: readonly string[]
  /** Response fields that may differ between `response.created` and the terminal event (measured on 371 pairs); all others are constant. */
  readonly changing: readonly string[]
  /** Response fields that are null (`output`: empty) in every event before the terminal one. */
  readonly emptyUntilTerminal: Readonly<Record<string, null | readonly unknown[]>>
  /** Response fields that may not be null in the terminal event of this type. */
  readonly filledAtTerminal: Readonly<Record<string, readonly string[]>>
}

const variations: readonly StreamVariation[] = [
  {
    name: 'repeated-progress',
    severity: 'info',
    pattern: seq(created, star(queued), alt(seq(plus(inProgress), items, terminal), failure)),
    why: 'queued or in_progress more than once: a reader that shows the state just sees it again.',
  },
  {
    name: 'no-in-progress',
    severity: 'warning',
    pattern: seq(created, star(queued), items, terminal),
    why: 'OpenAI always sends response.in_progress before the first item (2,152 of 2,152); clients that show progress wait for it.',
  },
  {
    name: 'error-only',
    severity: 'warning',
    pattern: failure,
    why: 'A failure as the first event: clients that need response.created for the id of the response report a broken stream instead.',
  },
]

const resumed = alt(seq(opt(created), opt(queued), opt(inProgress), items, terminal), seq())

export const streamGrammar: StreamGrammar = {
  pattern: regular,
  variations,
  automaton: compileAutomaton({ regular, ...Object.fromEntries(variations.map(({ name, pattern }) => [name, pattern])) }),
  resumed: { pattern: resumed, automaton: compileAutomaton({ regular: resumed }) },
  responseStatus,
  terminal: ['response.completed', 'response.incomplete', 'response.failed'],
  mayLeaveItemsOpen: ['response.failed', 'error'],
  transportEvents: ['keepalive', 'response.rate_limits.updated'],
  changing: [
    'status',
    'output',
    'usage',
    'service_tier',
    'completed_at',
    'incomplete_details',
    'error',
    'moderation',
    'tool_usage',
    'content_filters',
  ],
  emptyUntilTerminal: { output: [], usage: null, completed_at: null, error: null, incomplete_details: null },
  filledAtTerminal: {
    'response.completed': ['usage'],
    'response.incomplete': ['usage', 'incomplete_details'],
    'response.failed': ['error'],
  },
}
