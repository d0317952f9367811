import { z } from 'zod'

/**
 * The id of a response, an item or a container: a non-empty string. The prefixes (`resp_`, `msg_`, `fc_` …) are OpenAI's habit and a
 * matter for the linter: recorders replace ids, and other servers use UUIDs.
 */
export const idSchema = z.string().min(1)

/** An id a client sends back in `input`: OpenAI refuses more than 64 characters. */
export const inputIdSchema = z.string().min(1).max(64)

/** What joins a call and its output: 1 to 64 characters; `call_` and 24 alphanumerics where OpenAI makes it. */
export const callIdSchema = z.string().min(1).max(64)

/** A position or a count: a whole number from 0. */
export const countSchema = z.int().min(0)

/** A position in a stream or a list. One check instead of the two of {@link countSchema}: every delta has three of these. */
export const positionSchema = z.uint32()

/** A JSON object of unknown content, for example a JSON Schema. */
export const jsonObjectSchema = z.record(z.string(), z.unknown())

/** Any JSON value. Unlike `z.unknown()` it wants the key to be there. */
export const jsonValueSchema = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.unknown()), jsonObjectSchema])
