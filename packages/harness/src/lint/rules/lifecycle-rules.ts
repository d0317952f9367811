import type { JsonObject } from '../json.ts'
import { defineRule, docs } from '../rule.ts'

export const noTerminal = defineRule(
  'GW301',
  'no-terminal-event',
  'error',
  'The stream ends without completed, incomplete or failed: clients report "stream closed before response.completed" and retry.',
  docs.completed,
  [
    'ollama#14600',
    'CLIProxyAPI#1979',
    'CLIProxyAPI#2410',
    'ccLoad#59',
    'claude-code-hub#938',
    'codex#41340',
    'WindsurfAPI#63',
    '9router PR1648',
    'vllm PR25719',
  ],
  [1],
)
export const doubleCreated = defineRule(
  'GW302',
  'created-twice',
  'error',
  'A second `response.created`: accumulators start over or throw.',
  docs.created,
  ['litellm PR40121', 'bifrost PR1018', 'axonhub PR2395', 'forgecode PR2208'],
  [23],
)
export const doubleTerminal = defineRule(
  'GW303',
  'terminal-twice',
  'error',
  'A second terminal event: clients finish the turn twice.',
  docs.completed,
  ['litellm PR40121', 'bifrost PR1018', 'axonhub PR2395', 'forgecode PR2208'],
  [23],
)
export const afterTerminal = defineRule(
  'GW304',
  'after-terminal',
  'error',
  'Content after the terminal event is lost: clients have closed the stream.',
  docs.completed,
  ['litellm PR40121', 'Aether PR774', 'axonhub PR2395'],
  [24],
)
export const createdNotFirst = defineRule(
  'GW305',
  'created-not-first',
  'error',
  '`response.created` opens the stream; SDK accumulators throw on anything before it.',
  docs.created,
  ['litellm#19130', 'OmniRoute#14330', 'llama.cpp source'],
  [81],
)
export const inProgressMissing = defineRule(
  'GW306',
  'in-progress-missing',
  'error',
  'The second event is `response.in_progress`; clients that show progress wait for it.',
  docs.created,
  ['litellm#19130'],
  [81],
)
export const statusMismatch = defineRule(
  'GW307',
  'status-contradicts-event',
  'error',
  '`response.status` says something else than the event that carries it.',
  docs.completed,
  ['agentic-api#273', 'apfel#412', 'copilot-sdk PR2010'],
  [35, 73],
)
export const doneAlias = defineRule(
  'GW308',
  'response-done',
  'error',
  '`response.done` is no event of this API: clients wait for `response.completed`.',
  docs.completed,
  ['oh-my-pi PR4692', '9router PR2142'],
  [36],
)
export const outputEmpty = defineRule(
  'GW310',
  'output-empty',
  'error',
  'The terminal event has no output although items were streamed; clients that read it there get nothing.',
  docs.completed,
  ['llm-rosetta#56', 'Switchyard PR777', 'Rapid-MLX PR866'],
  [21],
)
export const outputOrder = defineRule(
  'GW311',
  'output-order',
  'error',
  'The final output lists the items in another order than their `output_index`.',
  docs.completed,
  ['llmgateway PR2908', 'agentic-api PR139'],
  [44],
)
export const outputItemMissing = defineRule(
  'GW312',
  'output-item-missing',
  'error',
  'An item that was streamed is not in the final output.',
  docs.completed,
  ['llm-rosetta#56', 'Switchyard PR777'],
  [21],
)
export const outputItemUnannounced = defineRule(
  'GW313',
  'output-item-unannounced',
  'error',
  'The final output has an item that was never streamed.',
  docs.completed,
  ['litellm PR36375', 'vllm PR38227'],
  [43],
)
export const outputItemDiffers = defineRule(
  'GW314',
  'output-item-differs',
  'error',
  'An item of the final output is not the one `output_item.done` gave.',
  docs.completed,
  ['litellm PR36375', 'sub2api#3411'],
  [43],
)
export const completedWithError = defineRule(
  'GW315',
  'outcome-contradicts-event',
  'error',
  '`error` is set exactly in failed responses, `incomplete_details` exactly in incomplete ones, `completed_at` exactly in completed ones.',
  docs.failed,
  ['agentic-api#273'],
  [35],
)
export const cutAsCompleted = defineRule(
  'GW316',
  'cut-as-completed',
  'warning',
  'The token limit was reached and the response says completed: the client takes half an answer for a whole one.',
  docs.completed,
  ['omlx PR2817', 'Rapid-MLX PR866', 'vllm PR24561', 'litellm PR34352', 'llama.cpp and Ollama source'],
  [7],
)
export const lifecycleOrder = defineRule(
  'GW317',
  'lifecycle-order',
  'error',
  '`queued` and `in_progress` come once, before the first item, `queued` only with `background`.',
  docs.created,
  ['litellm#19130'],
  [81],
)
export const times = defineRule(
  'GW318',
  'times',
  'error',
  'Times are whole seconds since 1970, and `completed_at` is not before `created_at`; .NET throws on milliseconds.',
  docs.response,
  ['llama.cpp source'],
  [79],
)

/** The year 2100: milliseconds of today are far behind it. Nothing can be said of early times: recorders put 0 where the time was. */
const latest = 4_102_444_800
/** No response takes a year. */
const longest = 31_536_000

/** What is wrong with the times of a Response, and with which; null when nothing is. */
export function problemOfTimes({ created_at: from, completed_at: to }: JsonObject): { field: string; message: string } | null {
  for (const [field, value] of Object.entries({ created_at: from, completed_at: to })) {
    if (typeof value === 'number' && Number.isInteger(value) && value >= latest)
      return { field, message: `${field} is ${value}, expected seconds since 1970: milliseconds?` }
  }
  if (typeof from !== 'number' || typeof to !== 'number') return null
  if (to - from > longest && from === 0) return { field: 'created_at', message: `created_at is 0, and completed_at ${to}` }
  if (to >= from) return null
  return { field: 'completed_at', message: `completed_at (${to}) lies before created_at (${from})` }
}

export const responseDrift = defineRule(
  'GW319',
  'response-drifts',
  'warning',
  'A field of the response changes between its events; clients keep the first or the last, as it happens.',
  docs.response,
  ['llama.cpp source'],
  [79],
)
export const errorWithoutFailed = defineRule(
  'GW320',
  'error-without-failed',
  'warning',
  'After `error` comes `response.failed`: Codex and others read the failure only from there.',
  docs.error,
  ['OmniRoute#13431', 'codex#24973'],
  [14],
)
export const errorDisagrees = defineRule(
  'GW321',
  'error-disagrees',
  'warning',
  'The `error` event and `response.failed` give different codes.',
  docs.failed,
  ['openai-node#2632'],
)
export const echoDiffers = defineRule(
  'GW322',
  'echo-differs',
  'warning',
  'The Response object does not echo what was asked for.',
  docs.response,
  ['llmgateway PR2287', 'litellm PR28899'],
  [74, 75, 93],
)

export const includeIgnored = defineRule(
  'GW323',
  'include-ignored',
  'warning',
  'What `include` asked for is not there: clients that need it (log probabilities, encrypted reasoning) cannot go on.',
  docs.create,
)

export const lifecycleRules = [
  noTerminal,
  doubleCreated,
  doubleTerminal,
  afterTerminal,
  createdNotFirst,
  inProgressMissing,
  statusMismatch,
  doneAlias,
  outputEmpty,
  outputOrder,
  outputItemMissing,
  outputItemUnannounced,
  outputItemDiffers,
  completedWithError,
  cutAsCompleted,
  lifecycleOrder,
  times,
  responseDrift,
  errorWithoutFailed,
  errorDisagrees,
  echoDiffers,
  includeIgnored,
]
