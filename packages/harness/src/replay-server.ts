export { type ReplayServer, type ReplayServerOptions, startReplayServer } from './replay/replay-server.ts'
