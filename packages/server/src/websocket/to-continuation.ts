import type { CreateResponseBody, InputItem, SteerInput } from '@goldwire/schemas'

/** The request that takes steering input up by itself: the settings of the response that was steered, and its continuation. */
export function toSuccessor(body: CreateResponseBody, responseId: string, inputs: readonly SteerInput[]): CreateResponseBody {
  const { conversation: _conversation, ...settings } = body
  return { ...settings, previous_response_id: responseId, input: inputs.flatMap(toItems) }
}

/** A request of the caller's own that takes steering input up: the input comes first, in the order in which it was sent. */
export function withSteering(body: CreateResponseBody, inputs: readonly SteerInput[]): CreateResponseBody {
  if (inputs.length === 0) return body
  return { ...body, input: [...inputs.flatMap(toItems), ...toItems(body.input ?? [])] }
}

function toItems(input: SteerInput | NonNullable<CreateResponseBody['input']>): InputItem[] {
  if (typeof input === 'string') return [{ type: 'message', role: 'user', content: input }]
  return input as InputItem[]
}
