import { contentText, partText } from '../../prompt/content-text.ts'
import type { UserContent } from '../../prompt/to-chat-messages.ts'
import type { UserPart } from '../../prompt/chat-message.ts'
import { isObject, textAt } from './json.ts'

/** What a user wrote and showed, for models that can see; images by URL go as they are: the model server fetches them, or refuses. */
export const userContent: UserContent = (content, param) => {
  if (typeof content === 'string' || !content.some(({ type }) => type === 'input_image')) return contentText(content, param)
  return content.map((part, index): UserPart => {
    const url = part.type === 'input_image' && isObject(part) ? textAt(part, 'image_url') : ''
    if (url === '') return { type: 'text', text: partText(part, `${param}[${index}]`) }
    const detail = isObject(part) ? textAt(part, 'detail') : ''
    return { type: 'image_url', image_url: { url, ...(detail !== '' && detail !== 'original' && { detail }) } }
  })
}
