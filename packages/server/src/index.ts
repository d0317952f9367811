// run: steps to events
export { createEmitter, type Emitter, type EmitterOptions } from './run/create-emitter.ts'
export { emit, emitStamped, type EmitOptions } from './run/emit.ts'
export type { ResponseBase } from './run/emit/response-snapshot.ts'
export { createId, createIds, type IdOptions, type IdSource } from './run/ids.ts'
export { createObfuscate, obfuscatedDeltas, type Obfuscate } from './run/obfuscation.ts'
export { createRandomBytes, createSeededBytes, type RandomBytes } from './run/random-bytes.ts'
export { createStamp, type Stamp, type StampOptions } from './run/stamp.ts'
export type { UnstampedEvent } from './run/unstamped-event.ts'
