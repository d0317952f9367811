import type { UnstampedEvent } from '../unstamped-event.ts'
import { createCallBody } from './call-body.ts'
import type { ItemKind } from './item-kind.ts'

/** A picture the model had made. Announced with id, type and status alone. */
export const imageGenerationCallKind: ItemKind = {
  prefix: 'ig',
  status: { announced: 'in_progress', done: 'completed', cut: 'failed', failed: 'failed' },
  defaults: () => ({ background: null, output_format: null, quality: null, result: null, revised_prompt: null, size: null }),
  announce: () => ({}),
  body(context) {
    const call = createCallBody(context, {
      phases: {
        item: 'image_generation_call',
        known: ['in_progress', 'generating', 'completed'],
        opening: 'in_progress',
        middle: 'generating',
        completed: 'completed',
      },
    })
    let images = 0
    return {
      ...call,
      step(step) {
        if (step.type !== 'partial_image') return call.step(step)
        const { type: _type, key: _key, b64, ...about } = step
        images += 1
        const event = {
          type: 'response.image_generation_call.partial_image',
          ...about,
          item_id: context.id,
          output_index: context.outputIndex,
          partial_image_b64: b64,
          partial_image_index: images - 1,
        }
        return [event as UnstampedEvent]
      },
    }
  },
}
