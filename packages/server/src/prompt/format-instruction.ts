import type { EngineRequest } from '../engines/engine.ts'
import { spacedJson } from './spaced-json.ts'

/**
 * The sentence that tells the model which JSON to answer with; null where the format needs none. The decoder enforces the schema anyway,
 * but a model that has read the key names fills them with better values. The reference model was trained on exactly this sentence.
 */
export function formatInstruction(format: EngineRequest['textFormat']): string | null {
  return format.type === 'json_schema' ? `Respond with JSON matching this schema: ${spacedJson(format.schema)}` : null
}
