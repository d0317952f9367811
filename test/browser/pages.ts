import type { ViewerData, ViewerFinding, ViewerLine, ViewerStream } from '@goldwire/viewer'

/** Text that a hostile server would send to whoever looks at its stream. */
export const HOSTILE =
  '</script><script>window.pwned=1</script><img src=x onerror="window.pwned=1"><svg onload="window.pwned=1"> \u202Ertl\u202C \u0000 {{7*7}} javascript:alert(1)'

const event = (type: string, rest: object, t: number): ViewerLine => ({ t, event: type, data: { type, sequence_number: t, ...rest } })

/** A stream of one message with `deltas` deltas, `items` times. */
export function textStream(label: string, { items = 1, deltas = 12, hostile = '' } = {}): ViewerStream {
  const lines: ViewerLine[] = [event('response.created', { response: { id: 'resp_1', status: 'in_progress', model: `m${hostile}` } }, 120)]
  let t = 130
  for (let item = 0; item < items; item++) {
    const place = { item_id: `msg_${item}`, output_index: item, content_index: 0 }
    lines.push(
      event('response.output_item.added', { output_index: item, item: { id: place.item_id, type: 'message', status: 'in_progress' } }, t),
    )
    for (let index = 0; index < deltas; index++) {
      t += index === 6 ? 800 : 15
      lines.push(event('response.output_text.delta', { ...place, delta: `w${index}${hostile} ` }, t))
    }
    lines.push(event('response.output_text.done', { ...place, text: `whole ${item}${hostile}` }, t + 5))
    lines.push(
      event('response.output_item.done', { output_index: item, item: { id: place.item_id, type: 'message', status: 'completed' } }, t + 6),
    )
    t += 20
  }
  lines.push(
    event('response.completed', { response: { id: 'resp_1', status: 'completed', usage: { input_tokens: 9, output_tokens: 99 } } }, t),
  )
  return { label, lines, facts: { provider: 'test', framing: 'sse' }, request: { model: 'm', input: `hi${hostile}` } }
}

export const finding = (at: number | null, rest: Partial<ViewerFinding> = {}): ViewerFinding => ({
  rule: 'GW102 sequence-missing',
  severity: 'error',
  event: at,
  pointer: '/sequence_number',
  message: 'it has no sequence_number',
  ...rest,
})

const rules = [
  {
    rule: 'GW102 sequence-missing',
    why: 'Typed clients refuse it.',
    docs: 'https://platform.openai.com/docs/api-reference/responses-streaming',
    threads: ['owner/name#12'],
    breaks: ['Rig', 'Grok CLI'],
  },
]

export const streamPage: ViewerData = {
  title: 'goldwire view',
  subtitle: 'text.sse',
  generator: 'goldwire 0.0.0',
  scenarios: [{ name: 'text.sse', status: 'fail', actual: textStream('text.sse'), findings: [finding(5), finding(14), finding(null)] }],
  rules,
}

export const diffPage: ViewerData = {
  title: 'goldwire diff',
  subtitle: 'a → b',
  scenarios: [
    {
      name: 'b',
      status: 'fail',
      expected: textStream('a'),
      actual: { ...textStream('b', { deltas: 4 }), lines: textStream('b', { deltas: 4 }).lines.filter((_, index) => index !== 6) },
      divergences: [
        {
          kind: 'missing-event',
          severity: 'error',
          expected: 14,
          actual: null,
          pointer: '',
          message: 'response.output_text.done is missing',
          count: 3,
        },
        { kind: 'missing-field', severity: 'error', expected: 16, actual: 7, pointer: '/response/usage/total', message: 'no total' },
      ],
    },
  ],
}

export const checkPage: ViewerData = {
  title: 'goldwire check',
  subtitle: 'http://127.0.0.1:1 · model m',
  generator: 'goldwire 0.0.0',
  rules,
  scenarios: (['fail', 'pass', 'unsupported', 'unreachable'] as const).map((status, index) => ({
    name: `openai/case-${index}`,
    title: `Case ${index}`,
    status,
    reason: status === 'pass' ? '' : `it is ${status}`,
    durationMs: 120 * index,
    findings: status === 'fail' ? [finding(3), finding(4), finding(4, { severity: 'info' })] : [],
    divergences: [],
    clients: [{ client: 'Rig', verdict: status === 'fail' ? ('breaks' as const) : ('ok' as const), because: ['GW102 sequence-missing'] }],
    actual: index < 2 ? textStream('server') : null,
    expected: index < 2 ? textStream('golden') : null,
  })),
}

export const matrixPage: ViewerData = {
  title: 'goldwire matrix',
  scenarios: ['llama.cpp', 'vllm'].flatMap((group) =>
    ['text', 'tools'].map((name) => ({
      name,
      group,
      status: group === 'vllm' && name === 'tools' ? ('fail' as const) : ('pass' as const),
    })),
  ),
}

export const hostilePage: ViewerData = {
  title: `t ${HOSTILE}`,
  subtitle: HOSTILE,
  generator: HOSTILE,
  rules: [
    {
      rule: `GW102 ${HOSTILE}`,
      why: HOSTILE,
      docs: 'javascript:window.pwned=1',
      threads: [HOSTILE, 'a/b#1"onmouseover="window.pwned=1'],
      breaks: [HOSTILE],
    },
  ],
  scenarios: [
    {
      name: HOSTILE,
      status: 'fail',
      reason: HOSTILE,
      expected: textStream(HOSTILE, { hostile: HOSTILE }),
      actual: textStream(HOSTILE, { hostile: HOSTILE }),
      findings: [finding(2, { rule: `GW102 ${HOSTILE}`, message: HOSTILE, pointer: `/${HOSTILE}` })],
      clients: [{ client: HOSTILE, verdict: 'breaks', because: [HOSTILE] }],
    },
    { name: 'other', status: 'pass' },
  ],
}
