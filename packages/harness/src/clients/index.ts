// what real clients do with a stream
export type { ClientProfile } from './client-profile.ts'
export { clientProfiles } from './client-profiles.ts'
export { judgeClients, type ClientVerdict } from './judge-clients.ts'
export { judgeStream, predictReading } from './judge-stream.ts'

// the pieces it is judged by
export { type Asked, type ClientStream, clientStreamOf } from './client-stream.ts'
export { type Read, type ReadCall, readAs, type Reading } from './reading.ts'
export { type Said, saidBy, type SaidCall } from './said.ts'
