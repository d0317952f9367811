import { z } from 'zod'

import type { EngineModel } from '../engine.ts'
import { type ScriptedEngineOptions, scriptedModel, type ScriptEntry, stopStep } from './scripted-engine.ts'

const partSchema = z.enum(['output_text', 'refusal', 'reasoning_text', 'summary_text', 'command'])
const fieldsSchema = z.record(z.string(), z.unknown())
const key = { key: z.string().exactOptional() }

/** The steps a file may hold; what is in an item, an annotation or an output is the emitter's business. */
const entrySchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('wait'), ms: z.number().min(0) }),
  z.strictObject({ type: z.literal('item.start'), item: z.looseObject({ type: z.string() }), ...key }),
  z.strictObject({ type: z.literal('part.start'), part: partSchema, ...key }),
  z.strictObject({ type: z.literal('delta'), delta: z.string(), logprobs: z.array(fieldsSchema).exactOptional(), ...key }),
  z.strictObject({ type: z.literal('annotation'), annotation: fieldsSchema, ...key }),
  z.strictObject({ type: z.literal('text.end'), ...key }),
  z.strictObject({ type: z.literal('part.end'), status: z.literal('incomplete').exactOptional(), ...key }),
  z.strictObject({ type: z.literal('phase'), phase: z.string(), ...key }),
  z.looseObject({ type: z.literal('partial_image'), b64: z.string(), ...key }),
  z.strictObject({ type: z.literal('shell_output.delta'), commandIndex: z.int().min(0), delta: fieldsSchema, ...key }),
  z.strictObject({ type: z.literal('shell_output.done'), commandIndex: z.int().min(0), output: z.array(fieldsSchema), ...key }),
  z.strictObject({ type: z.literal('item.end'), item: fieldsSchema.exactOptional(), ...key }),
  z.strictObject({
    type: z.literal('stop'),
    reason: z.enum(['completed', 'max_output_tokens', 'content_filter']).default('completed'),
    usage: fieldsSchema.exactOptional(),
  }),
  z.strictObject({ type: z.literal('fail'), error: z.strictObject({ code: z.string().min(1), message: z.string() }) }),
])

const answerSchema = z.strictObject({
  /** Asked for an input that holds this text; without it, for any. */
  when: z.string().exactOptional(),
  steps: z.array(entrySchema).min(1),
})

const scriptSchema = z.strictObject({
  models: z.array(z.string().min(1)).min(1).default([scriptedModel.id]),
  answers: z.array(answerSchema).min(1),
})

/**
 * Reads a script for the scripted engine: `{"models"?: ["name"], "answers": [{"when"?: "text", "steps": [step, …]}]}`. A request gets the first
 * answer whose `when` stands in its last item, else the first one without `when`. `stop` may leave its reason and usage out.
 *
 * @throws TypeError telling what is wrong, and where
 */
export function readScript(text: string): ScriptedEngineOptions {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new TypeError(`the script is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
  const { success, data, error } = scriptSchema.safeParse(value)
  if (!success) throw new TypeError(`the script cannot be used:\n${z.prettifyError(error)}`)
  const answers = data.answers.map(({ when, steps }) => ({ when, steps: steps.map((entry) => withUsage(entry as unknown as ScriptEntry)) }))
  return {
    models: data.models.map((id): EngineModel => ({ ...scriptedModel, id })),
    script(request) {
      const last = JSON.stringify(request.items.at(-1) ?? '')
      const answer =
        answers.find(({ when }) => when !== undefined && last.includes(JSON.stringify(when).slice(1, -1))) ??
        answers.find(({ when }) => when === undefined)
      if (answer === undefined) throw new Error('The script has no answer for this request, and none for any.')
      return answer.steps
    },
  }
}

function withUsage(entry: ScriptEntry): ScriptEntry {
  return entry.type === 'stop' ? stopStep(entry.usage, entry.reason) : entry
}
