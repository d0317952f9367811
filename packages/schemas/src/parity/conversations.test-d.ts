import type {
  Conversation as SdkConversation,
  ConversationCreateParams,
  ConversationDeletedResource,
  ConversationUpdateParams,
  Message,
} from 'openai/resources/conversations/conversations'
import type { ConversationItemList as SdkConversationItemList, ItemCreateParams } from 'openai/resources/conversations/items'
import type { ResponseItemList as SdkResponseItemList } from 'openai/resources/responses/input-items'

import type { ConversationItemList } from '../conversations/conversation-item-list.ts'
import type { Conversation } from '../conversations/conversation.ts'
import type { CreateConversationItemsBody } from '../conversations/create-conversation-items.ts'
import type { CreateConversationBody } from '../conversations/create-conversation.ts'
import type { DeletedConversation } from '../conversations/deleted-conversation.ts'
import type { UpdateConversationBody } from '../conversations/update-conversation.ts'
import type { StoredMessage } from '../items/conversation-item.ts'
import type { ResponseItemList } from '../response/response-item-list.ts'
import type { Differences, Verdict } from './compare.test-d.ts'

/** `unknown` in the SDK; strings in the document. */
type MetadataIsTyped = 'Conversation.metadata sdk'

/** Input items differ: see input-items.test-d.ts. */
type InputItemsDiffer =
  | 'CreateConversation.items ours'
  | 'CreateConversation.items sdk'
  | 'CreateItems.items ours'
  | 'CreateItems.items sdk'

/** The items differ: see output-items.test-d.ts. */
type ItemsDiffer = 'ItemList.data ours' | 'ItemList.data sdk'

/** Strings in the SDK; a page without items has none to name. */
type EmptyPagesHaveNoIds = 'ItemList.first_id ours' | 'ItemList.last_id ours'

/** Files and images of a stored message may have null fields. */
type StoredPartsMayBeNull = 'Message.content ours'

type Pending = MetadataIsTyped | InputItemsDiffer | ItemsDiffer | EmptyPagesHaveNoIds | StoredPartsMayBeNull

interface Found {
  Conversation: Differences<'Conversation', Conversation, SdkConversation>
  CreateConversation: Differences<'CreateConversation', CreateConversationBody, ConversationCreateParams>
  UpdateConversation: Differences<'UpdateConversation', UpdateConversationBody, ConversationUpdateParams>
  DeletedConversation: Differences<'DeletedConversation', DeletedConversation, ConversationDeletedResource>
  CreateItems: Differences<'CreateItems', CreateConversationItemsBody, Pick<ItemCreateParams, 'items'>>
  ItemList: Differences<'ItemList', ConversationItemList, SdkConversationItemList>
  ItemListOfResponse: Differences<'ItemList', ResponseItemList, SdkResponseItemList>
  Message: Differences<'Message', StoredMessage, Message>
}

/** Conversations and pages of items are the SDK's, but for what is listed. */
export const conversations: Verdict<Found[keyof Found], Pending> = true
