// The repair proxy, without the reference server: what stands in front of a server that speaks the Responses API badly.
export { type FixServer, type FixServerConfig, type RepairedResponse, startFixServer } from './repair/proxy/fix-server.ts'
export { createRepairer, type Repairer, type RepairerOptions } from './repair/create-repairer.ts'
export { type RepairedBody, repairBody } from './repair/repair-body.ts'
export { createIdBook, type IdBook, type IdBookOptions } from './repair/repair-ids.ts'
export { isErrorBody, toErrorBody } from './repair/proxy/error-body.ts'
export type { Repair } from './repair/repair-log.ts'
