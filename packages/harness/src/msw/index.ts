export { replayHandlers, type ReplayHandlersOptions } from './replay-handlers.ts'
