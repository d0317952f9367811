export { bypassFetch, recordHandler, type RecordHandlerOptions } from './record-handler.ts'
export { replayHandlers, type ReplayHandlersOptions } from './replay-handlers.ts'
