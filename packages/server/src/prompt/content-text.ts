import { ApiError } from '../run/api-error.ts'

/** A content part as any item may carry it; only the fields read here are named. */
export interface ContentPart {
  type: string
  text?: string | null
  refusal?: string
}

/**
 * The text of a message's or a tool output's content. Parts are joined by a line feed, which is how llama.cpp joins them too.
 *
 * @param param - where the content stands in the request, for the error
 * @throws ApiError 400 for images, files and audio: these models read text only
 */
export function contentText(content: string | readonly ContentPart[], param: string): string {
  if (typeof content === 'string') return content
  return content.map((part, index) => partText(part, `${param}[${index}]`)).join('\n')
}

/** The text of one part. @throws ApiError 400 as `contentText` */
export function partText(part: ContentPart, param: string): string {
  switch (part.type) {
    case 'input_text':
    case 'output_text':
    case 'text':
    case 'summary_text':
    case 'reasoning_text':
      return part.text ?? ''
    case 'refusal':
      return part.refusal ?? ''
    case 'input_image':
    case 'computer_screenshot':
      throw unsupported(
        param,
        part.type,
        'This model reads text only: it has no vision. Describe the image in words, or use a model that can see.',
      )
    case 'input_file':
      throw unsupported(
        param,
        part.type,
        'This model reads text only: files are not opened. Put the text of the file into an input_text part.',
      )
    case 'input_audio':
      throw unsupported(param, part.type, 'This model reads text only: audio is not heard. Put a transcript into an input_text part.')
    default:
      throw unsupported(param, part.type, 'Use input_text or output_text.')
  }
}

function unsupported(param: string, type: string, advice: string): ApiError {
  return new ApiError({ code: 'unsupported_value', param, message: `Unsupported content part '${type}' at '${param}'. ${advice}` })
}
