import type {
  BetaResponseInjectCreatedEvent,
  BetaResponseInjectEvent,
  BetaResponseInjectFailedEvent,
} from 'openai/resources/beta/responses/responses'
import type { ResponsesClientEvent, ResponsesServerEvent } from 'openai/resources/responses/responses'

import type { ClientMessage } from '../websocket/client-message.ts'
import type { InjectCreatedEvent, InjectFailedEvent } from '../websocket/inject-event.ts'
import type { InjectMessage } from '../websocket/inject-message.ts'
import type { ServerMessage } from '../websocket/server-message.ts'
import type { Differences, Renamed, UnionDifferences, Verdict } from './compare.test-d.ts'
import type { PendingEvents } from './events.test-d.ts'

/** As in POST /v1/responses: see request.test-d.ts. */
type RequestDiffers =
  | 'Client(response.create).client_metadata only ours'
  | 'Client(response.create).frequency_penalty only ours'
  | 'Client(response.create).presence_penalty only ours'
  | 'Client(response.create).seed only ours'

/** As in POST /v1/responses: see request.test-d.ts. */
type RequestHoldsWhatDiffers =
  | 'Client(response.create).context_management sdk'
  | 'Client(response.create).input ours'
  | 'Client(response.create).input sdk'
  | 'Client(response.create).prompt ours'
  | 'Client(response.create).tools ours'
  | 'Client(response.create).tools sdk'

/** The documentation takes user messages only; the SDK also types tool outputs. Parts may carry nulls. */
type SteeringIsByUsers = 'Client(response.steer).input ours' | 'Client(response.steer).input sdk'

/** Input items differ: see input-items.test-d.ts. */
type InputItemsDiffer = 'Inject.input ours' | 'Inject.input sdk' | 'InjectFailed.input ours' | 'InjectFailed.input sdk'

interface FromClient {
  Client: UnionDifferences<'Client', ClientMessage, ResponsesClientEvent>
  Inject: Differences<'Inject', InjectMessage, BetaResponseInjectEvent>
  InjectCreated: Differences<'InjectCreated', InjectCreatedEvent, BetaResponseInjectCreatedEvent>
  InjectFailed: Differences<'InjectFailed', InjectFailedEvent, BetaResponseInjectFailedEvent>
}

/** What a client sends, and the beta's messages. */
export const fromClient: Verdict<
  FromClient[keyof FromClient],
  RequestDiffers | RequestHoldsWhatDiffers | SteeringIsByUsers | InputItemsDiffer
> = true

/** Wrapped with its status, or nested with a number; the SDK also types the flat form, which is not sent. */
type ErrorIsNested = 'Server(error).error only ours' | 'Server(error).status only ours'

/** The documentation takes user messages only; the SDK also types tool outputs. Parts may carry nulls. */
type FailedSteeringReturnsIt = 'Server(response.steer.failed).steer ours' | 'Server(response.steer.failed).steer sdk'

/** What differs in a stream's event does so here, but for the error, which has a form of its own. */
type PendingServerMessages =
  | Exclude<Renamed<PendingEvents, 'Event', 'Server'>, `Server(error)${string}`>
  | ErrorIsNested
  | FailedSteeringReturnsIt

/** All 62 types of the SDK's server events, with their lane. */
export const fromServer: Verdict<UnionDifferences<'Server', ServerMessage, ResponsesServerEvent>, PendingServerMessages> = true
