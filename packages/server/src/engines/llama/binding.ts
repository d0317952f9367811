import type * as NodeLlamaCpp from 'node-llama-cpp'

/** The binding as a value. It is an optional package, so nothing imports it but `loadModel`, and late. */
export type Binding = typeof NodeLlamaCpp
