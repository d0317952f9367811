/** An error body that comes before any stream, as OpenAI words it, and a request that provokes it. */
export interface ErrorCase {
  name: string
  title: string
  /** The recorded body whose form this is. */
  capture: string
  status: number
  body: { [key: string]: unknown }
  answer: { error: { message: string; type: string; param: string | null; code: string | null } }
}

const invalid = 'invalid_request_error'

export const errorCases: ErrorCase[] = [
  {
    name: 'error-previous-response-not-found',
    title: 'previous_response_id of nobody',
    capture: 'errors/rig-openai-error-identity-edge-nonexistent-previous-response-reference-carries-identity',
    status: 400,
    body: {
      model: 'reference',
      input: 'Hello!',
      previous_response_id: 'resp_00000000000000000000000000000000000000000000000000',
      stream: true,
    },
    answer: {
      error: {
        message: "Previous response with id 'resp_00000000000000000000000000000000000000000000000000' not found.",
        type: invalid,
        param: 'previous_response_id',
        code: 'previous_response_not_found',
      },
    },
  },
  {
    name: 'error-below-minimum',
    title: 'max_output_tokens below its minimum',
    capture: 'errors/req_llm-o1-mini-usage',
    status: 400,
    body: { model: 'reference', input: 'Hello!', max_output_tokens: 1, stream: true },
    answer: {
      error: {
        message: "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 1 instead.",
        type: invalid,
        param: 'max_output_tokens',
        code: 'integer_below_min_value',
      },
    },
  },
  {
    name: 'error-missing-parameter',
    title: 'a json_schema format without a name',
    capture: 'errors/activeagent-test-agent-response-json-schema-4137048',
    status: 400,
    body: { model: 'reference', input: 'Hello!', text: { format: { type: 'json_schema', schema: { type: 'object' } } }, stream: true },
    answer: {
      error: {
        message: "Missing required parameter: 'text.format.name'.",
        type: invalid,
        param: 'text.format.name',
        code: 'missing_required_parameter',
      },
    },
  },
]
