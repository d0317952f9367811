import type { ShapeValue } from '../shape/shape.ts'
import type { FieldDifference } from './compare-values.ts'
import type { Divergence } from './divergence.ts'

/** Parts of the Response that repeat the request or the model's defaults: a different value there is a different request, not a different protocol. */
const ECHO = /^\/response\/(background|conversation|instructions|max_output_tokens|max_tool_calls|metadata|model|moderation|parallel_tool_calls|previous_response_id|prompt_cache_\w+|reasoning|safety_identifier|service_tier|store|temperature|text|tool_choice|tools|top_logprobs|top_p|truncation|user|frequency_penalty|presence_penalty)(\/|$)/ // prettier-ignore
/** Lists whose being empty depends on what the model did. */
const MODEL_LISTS = /\/(annotations|tools|queries|results|outputs|sources|summary|content|output)$/
const ANNOUNCEMENT = /(_item|_part|_command)\.added$/

export type Judgement = Pick<Divergence, 'severity' | 'message'>

/** What the schemas say about the event in which a field is missing or extra. */
export interface SchemaView {
  /** No schema knows the extra key. */
  isUnknown: boolean
  /** The schemas demand the missing field, at this date and from this provider. */
  isRequired: boolean
}

/** Says how bad a difference of fields is, and tells it in words. */
export function judge(difference: FieldDifference, eventType: string, { isUnknown, isRequired }: SchemaView): Judgement {
  const { kind, pointer, expected, actual } = difference
  const words = describe(difference, eventType)
  const as = (severity: Divergence['severity'], because?: string): Judgement => ({
    severity,
    message: because ? `${words} (${because})` : words,
  })
  switch (kind) {
    case 'missing-field':
      if (pointer.endsWith('/obfuscation')) return as('warning', 'OpenAI pads deltas unless stream_options.include_obfuscation is false')
      return isRequired ? as('error') : as('info', 'not sent at every date, for every model or tool')
    case 'extra-field':
      return isUnknown
        ? as('warning', 'no schema knows this key')
        : as('info', 'known to the schemas; the golden is older or of another model')
    case 'type':
      if (ECHO.test(pointer) && (expected === null || actual === null || /\/(tool_choice|instructions)$/.test(pointer)))
        return as('info', 'echo of the request or of a model default')
      if (pointer.endsWith('/encrypted_content') || pointer.endsWith('/results') || pointer.endsWith('/outputs'))
        return as('info', 'depends on include')
      return as('error')
    case 'value':
      return judgeValue(pointer, expected, actual, eventType, as)
  }
}

function judgeValue(
  pointer: string,
  expected: ShapeValue | undefined,
  actual: ShapeValue | undefined,
  eventType: string,
  as: (severity: Divergence['severity'], because?: string) => Judgement,
): Judgement {
  if (ECHO.test(pointer)) return as('info', 'echo of the request or of a model default')
  if (Array.isArray(expected) || Array.isArray(actual)) {
    if (ANNOUNCEMENT.test(eventType)) return as('error', 'an announcement is empty')
    if (pointer.endsWith('/logprobs') && Array.isArray(expected) && expected.length === 0) return as('info', 'they are sent when asked for')
    return MODEL_LISTS.test(pointer) ? as('info', 'depends on what the model did') : as('error')
  }
  const bothText = [expected, actual].every((value) => value === '<empty>' || value === '<string>')
  if (bothText) return ANNOUNCEMENT.test(eventType) ? as('error', 'an announcement is empty') : as('info', 'depends on what the model said')
  return as('error')
}

function describe({ kind, pointer, expected, actual }: FieldDifference, eventType: string): string {
  const where = `${eventType} ${pointer}`
  switch (kind) {
    case 'missing-field':
      return `${where} is missing; expected ${show(expected)}`
    case 'extra-field':
      return `${where} is extra: ${show(actual)}`
    case 'type':
      return `${where} has another type: expected ${show(expected)}, got ${show(actual)}`
    case 'value':
      return `${where} differs: expected ${show(expected)}, got ${show(actual)}`
  }
}

function show(value: ShapeValue | undefined): string {
  if (value === undefined) return 'nothing'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 120 ? `${text.slice(0, 117)}...` : text
}
