import { z } from 'zod'

/** What a caller may ask to have added to the items of a response. */
export const includeSchema = z.enum([
  'file_search_call.results',
  'web_search_call.results',
  'web_search_call.action.sources',
  'message.input_image.image_url',
  'computer_call_output.output.image_url',
  'code_interpreter_call.outputs',
  'reasoning.encrypted_content',
  'message.output_text.logprobs',
])
export type Include = z.infer<typeof includeSchema>
