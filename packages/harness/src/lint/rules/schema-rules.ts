import { defineRule, docs } from '../rule.ts'

export const fieldMissing = defineRule(
  'GW201',
  'field-missing',
  'error',
  'A typed client refuses an event whose required field is absent.',
  docs.streaming,
  ['llama.cpp#20607', 'OmniRoute#13964'],
)
export const fieldNull = defineRule(
  'GW202',
  'field-null',
  'error',
  'Null stands where a typed client expects a value.',
  docs.streaming,
  ['ogx#4986'],
  [76],
)
export const fieldType = defineRule(
  'GW203',
  'field-type',
  'error',
  'The field has another JSON type than the API gives it.',
  docs.streaming,
)
export const fieldValue = defineRule(
  'GW204',
  'field-value',
  'error',
  'The value is not one of those the API knows; clients with closed enumerations refuse it.',
  docs.streaming,
  ['AIClient2API PR472', 'big-AGI PR1171'],
  [78],
)
export const unknownEvent = defineRule(
  'GW205',
  'unknown-event',
  'error',
  'No event of the API has this type: clients with a closed union (Rust serde, openai-node, Grok) end the stream here.',
  docs.streaming,
  ['python-sdk#266', 'Floway PR318', 'Aether PR774', 'vLLM PR30192'],
  [18],
)
export const unknownKind = defineRule(
  'GW206',
  'unknown-kind',
  'error',
  'No item, part, tool or annotation of the API has this type; clients with closed unions refuse it.',
  docs.response,
  ['masaic source'],
  [18],
)
export const responseIncomplete = defineRule(
  'GW207',
  'response-fields-missing',
  'error',
  'The Response object lacks required fields; clients parse it whole in the first event and give up there.',
  docs.response,
  ['llama.cpp#20607', 'llama.cpp PR21174', 'OmniRoute#13964', 'litellm#20570', 'litellm#19130'],
  [15],
)
export const responseSparse = defineRule(
  'GW208',
  'response-fields-absent',
  'warning',
  'The Response object lacks fields that OpenAI always sends and SDK types call optional.',
  docs.response,
  ['llama.cpp PR21174', 'oh-my-pi#5120'],
  [15],
)
export const responseNulls = defineRule(
  'GW209',
  'response-nulls',
  'error',
  'Response fields that are never null at OpenAI are null; typed clients refuse the object.',
  docs.response,
  ['ogx#4986'],
  [76],
)
export const responseFlattened = defineRule(
  'GW210',
  'response-flattened',
  'error',
  'The fields of the response stand in the event itself instead of in `response`.',
  docs.created,
  ['cursor2api#116', 'openai-agents-js PR1720'],
  [69],
)
export const createdAtFloat = defineRule(
  'GW211',
  'created-at-not-integer',
  'error',
  '`created_at` is a whole number of seconds; Rust, Go and .NET clients refuse fractions and strings.',
  docs.response,
  ['sglang#34716', 'async-openai#586', 'axonhub PR2187', 'baml PR2499'],
  [16],
)
export const logprobsMissing = defineRule(
  'GW212',
  'logprobs-missing',
  'error',
  '`logprobs` is required on text events and parts, empty unless asked for.',
  docs.textDelta,
  ['openai-python#2489', 'openai-agents-python#1227'],
  [42],
)
export const annotationsMissing = defineRule(
  'GW213',
  'annotations-missing',
  'error',
  'An output_text part always has `annotations`, empty or not; Grok and others refuse it without.',
  docs.partAdded,
  ['Floway PR315', 'github-copilot-api-vscode#32', 'smg PR1599', 'llmgateway PR2287'],
  [17],
)
export const echoTools = defineRule(
  'GW214',
  'echoed-tool',
  'error',
  'Tools are echoed whole, with every key and its default; clients parse the echo with the type of the request.',
  docs.response,
  ['llmgateway PR2287'],
  [74],
)
export const echoFormat = defineRule(
  'GW215',
  'echoed-text-format',
  'error',
  '`text.format` is always echoed, `{"type":"text"}` where none was asked for.',
  docs.response,
  ['litellm PR28899'],
  [75],
)
export const incompleteDetailsKey = defineRule(
  'GW216',
  'incomplete-details-missing',
  'error',
  'The key `incomplete_details` is always there, null unless the response is incomplete.',
  docs.response,
  ['oh-my-pi#5120'],
  [77],
)
export const statusEnum = defineRule(
  'GW217',
  'status-unknown',
  'error',
  'The status is none the API knows; clients with closed enumerations refuse it.',
  docs.response,
  ['AIClient2API PR472', 'big-AGI PR1171'],
  [78],
)
export const outputNull = defineRule(
  'GW218',
  'output-null',
  'error',
  '`response.output` is null or absent; every accumulator iterates it.',
  docs.response,
  ['hermes#11179', 'hermes PR33806', 'OpenGauss PR453'],
  [20],
)
export const outputEarly = defineRule(
  'GW219',
  'output-too-early',
  'error',
  'Before the terminal event `output` is empty; clients that copy it get every item twice.',
  docs.created,
  ['copilot-sdk PR2010'],
  [73],
)
export const emptyId = defineRule(
  'GW220',
  'empty-string',
  'error',
  'An id or name is the empty string.',
  docs.response,
  ['vllm PR23927', 'langchainjs#11044'],
  [60, 52],
)
export const nestedError = defineRule(
  'GW221',
  'error-shape',
  'warning',
  'The error event is not nested as OpenAI sends it: `{"type":"error","error":{type,code,message,param}}`.',
  docs.error,
  ['openai-dotnet#881', 'openai-python#2487', 'openai-node#2021'],
)
export const newerFieldMissing = defineRule(
  'GW222',
  'newer-field-missing',
  'warning',
  "A field is missing that came in with a newer wire; readers made from today's types may demand it.",
  docs.response,
  ['~PrimeIntellect#2019', '~praxis-proxy#1267'],
)
export const knownDeviation = defineRule(
  'GW290',
  'documented-deviation',
  'info',
  'The stream departs from the schema in a way that is documented and explained.',
  docs.streaming,
)
export const unknownKey = defineRule(
  'GW291',
  'unknown-key',
  'info',
  'A key that no schema of the API knows; closed types may refuse it.',
  docs.streaming,
)

export const schemaRules = [
  fieldMissing,
  fieldNull,
  fieldType,
  fieldValue,
  unknownEvent,
  unknownKind,
  responseIncomplete,
  responseSparse,
  responseNulls,
  responseFlattened,
  createdAtFloat,
  logprobsMissing,
  annotationsMissing,
  echoTools,
  echoFormat,
  incompleteDetailsKey,
  statusEnum,
  outputNull,
  outputEarly,
  emptyId,
  nestedError,
  newerFieldMissing,
  knownDeviation,
  unknownKey,
]
