import type { CheckJson } from '@goldwire/harness'

/** One defect that is known of llama-server from its source, and how a report must name it. */
export interface KnownDefect {
  defect: string
  /** The rule that names it. */
  rule?: string
  /** The scenarios that must say so: all of them where there are several. */
  scenarios?: readonly string[]
  /** What must be said, where a rule alone is not enough. */
  says?: RegExp
  /** `lacks`: the scenario is told as unsupported. */
  kind?: 'finding' | 'lacks'
}

const lacks = (defect: string, ...scenarios: string[]): KnownDefect => ({ defect, scenarios, kind: 'lacks' })

/** What was read in llama.cpp's server-task.cpp, server-chat.cpp and server-context.cpp, and in its issues. */
export const knownDefects: readonly KnownDefect[] = [
  { defect: 'no sequence_number', rule: 'GW102' },
  { defect: 'no output_index', rule: 'GW501' },
  { defect: 'no content_index', rule: 'GW505' },
  { defect: 'deltas without logprobs', rule: 'GW212' },
  { defect: 'response.created is {id, object, status}', rule: 'GW207', says: /response\.created: the response lacks/ },
  // Within one stream the linter says once what a Response lacks; the body is the same object as that of response.completed.
  { defect: 'the completed response lacks some twenty fields', rule: 'GW207', scenarios: ['api/non-streaming'] },
  { defect: 'usage without output_tokens_details', rule: 'GW902' },
  { defect: 'content_part.added without annotations', rule: 'GW213' },
  { defect: 'no reasoning_text.done', rule: 'GW806' },
  { defect: 'reasoning text in no content part', rule: 'GW603', says: /reasoning/ },
  { defect: 'no function_call_arguments.done', rule: 'GW701' },
  { defect: 'reasoning is closed only after the message', rule: 'GW405', scenarios: ['openai/text'] },
  {
    defect: 'parallel calls are all opened, then all closed',
    rule: 'GW405',
    scenarios: ['openai/function-parallel'],
    says: /once more|item 1/,
  },
  { defect: 'always completed, also when cut by max_output_tokens', rule: 'GW316', scenarios: ['openai/incomplete'] },
  { defect: 'incomplete_details never there', says: /incomplete_details/ },
  { defect: 'created_at is the time of the end', rule: 'GW318', scenarios: ['api/timestamps'], says: /created_at/ },
  {
    defect: 'response.created comes with the first token, so that without one there is none',
    rule: 'GW021',
    scenarios: ['api/under-load'],
  },
  { defect: 'encrypted_content is ""', rule: 'GW805' },
  { defect: 'call_id and item id are one value', scenarios: ['api/tool-choice'], says: /one value behind two prefixes/ },
  { defect: 'an error inside the stream has no type', rule: 'GW013', scenarios: ['api/under-load'] },
  { defect: 'text.format is ignored', rule: 'GW618', scenarios: ['openai/json-schema'] },
  { defect: 'tool_choice of the Responses form is ignored', rule: 'GW709', scenarios: ['api/tool-choice'] },
  { defect: 'reasoning without content is refused as input', scenarios: ['api/reasoning-returned'], says: /without its content \(Codex\)/ },
  { defect: 'an assistant message without type is refused', scenarios: ['api/easy-messages'], says: /without type/ },
  {
    defect: 'tools that are no functions are dropped in silence',
    scenarios: ['openai/web-search', 'openai/custom-tool'],
    says: /no \w+_call item/,
  },
  { defect: 'logprobs are refused', scenarios: ['openai/logprobs'], says: /logprobs/ },
  { defect: 'error bodies of its own shape, code a number', rule: 'GW203', scenarios: ['api/bad-request'] },
  lacks('no GET /responses/{id}', 'api/retrieve'),
  lacks('no resume, no background', 'api/background', 'api/resume'),
  lacks('no cancel', 'api/cancel', 'api/cancel-foreground'),
  lacks('no DELETE, no input_items', 'api/delete', 'api/input-items'),
  lacks('no compact', 'api/compact'),
  lacks('no conversations', 'api/conversations'),
  lacks('no WebSocket', 'api/websocket'),
  lacks('previous_response_id is refused', 'openai/previous-response'),
]

/** Where a report names a defect, in a few words; null when it does not. */
export function whereNamed({ rule, scenarios, says, kind = 'finding' }: KnownDefect, report: Pick<CheckJson, 'scenarios'>): string | null {
  const asked = report.scenarios.filter((each) => scenarios === undefined || scenarios.includes(each.name))
  if (scenarios !== undefined && asked.length < scenarios.length) return null
  if (kind === 'lacks')
    return asked.every((each) => each.status === 'unsupported') ? `unsupported: ${asked.map((each) => each.name).join(', ')}` : null
  const naming = asked.filter((result) => {
    const told = [
      ...result.findings,
      ...result.divergences.map((each) => ({ ...each, rule: each.rule ?? '' })),
      { rule: '', severity: result.status === 'fail' ? 'error' : 'info', message: result.reason },
    ]
    return told.some(
      (each) => each.severity !== 'info' && (rule === undefined || each.rule.startsWith(rule)) && (says?.test(each.message) ?? true),
    )
  })
  if (naming.length === 0 || (scenarios !== undefined && naming.length < scenarios.length)) return null
  const first = naming[0]?.findings.find((each) => rule !== undefined && each.rule.startsWith(rule))?.rule ?? rule ?? ''
  return `${first === '' ? '' : `${first} `}in ${naming.length === 1 ? (naming[0]?.name ?? '') : `${naming.length} scenarios`}`
}
