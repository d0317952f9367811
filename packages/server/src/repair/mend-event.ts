import { type ReadContext, readEvent, type ReadIssue } from '@goldwire/schemas'

import { type Fields, isFields } from './wire.ts'

/** Values for fields that are required and that nobody gave, by name: what OpenAI sends where there is nothing to say. */
const blanks: { readonly [field: string]: unknown } = {
  annotations: [],
  logprobs: [],
  content: [],
  summary: [],
  output: [],
  tools: [],
  queries: [],
  results: null,
  outputs: null,
  error: null,
  role: 'assistant',
  status: 'completed',
  text: '',
  refusal: '',
  code: '',
  arguments: '',
  input: '',
  background: 'auto',
  output_format: 'png',
  quality: 'auto',
  size: 'auto',
  moderation: 'auto',
  n: 1,
  output_compression: 100,
  revised_prompt: '',
  result: null,
  action: { type: 'search' },
  type: 'search',
  start_index: 0,
  end_index: 0,
  index: 0,
  url: '',
  title: '',
  filename: '',
  file_id: '',
  environment: null,
  max_output_length: null,
  timeout_ms: null,
  pending_safety_checks: [],
  server_label: 'unknown',
  name: 'unknown',
  call_id: null,
  container_id: '',
  stdout: '',
  stderr: '',
  input_schema: { type: 'object' },
  outcome: { type: 'exit', exit_code: 0 },
}

const rounds = 6

/**
 * The event with everything put right that the schemas refuse: what is missing is filled in with nothing, what has the wrong type is left out
 * or made empty. Null where that does not help.
 */
export function mendEvent(event: Fields, context: ReadContext): { event: Fields; issues: readonly ReadIssue[] } | null {
  let mended = event
  const all: ReadIssue[] = []
  for (let round = 0; round < rounds; round += 1) {
    const { ok, issues } = readEvent(mended, context)
    if (ok) return { event: mended, issues: all }
    all.push(...issues)
    const before = mended
    for (const issue of issues) mended = mendAt(mended, issue, round)
    if (mended === before) return null
  }
  return null
}

function mendAt(event: Fields, { pointer, kind }: ReadIssue, round: number): Fields {
  const path = pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  const field = path.at(-1) ?? ''
  if (path.length < 2) return event
  const hasBlank = Object.hasOwn(blanks, field)
  if (kind === 'missing' || (round > 0 && hasBlank))
    return hasBlank ? (replaced(event, path, structuredClone(blanks[field])) as Fields) : event
  return replaced(event, path, undefined) as Fields
}

/** `value` with what stands at `path` replaced, or taken out where `replacement` is undefined. */
function replaced(value: unknown, path: readonly string[], replacement: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return replacement
  if (Array.isArray(value)) {
    const index = Number(key)
    const inner = replaced(value[index], rest, replacement)
    return inner === undefined ? value.toSpliced(index, 1) : value.with(index, inner)
  }
  if (!isFields(value)) return value
  const inner = replaced(value[key], rest, replacement)
  const { [key]: _old, ...others } = value
  return inner === undefined ? others : { ...value, [key]: inner }
}
