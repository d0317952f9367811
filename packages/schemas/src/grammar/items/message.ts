import { defineItemGrammar } from '../item-grammar.ts'
import { alt, event, opt, seq, star } from '../pattern.ts'

const added = event('response.content_part.added')
const done = event('response.content_part.done')
const delta = event('response.output_text.delta')
const annotation = event('response.output_text.annotation.added')
const text = seq(star(alt(delta, annotation)), event('response.output_text.done'))
const refusal = seq(star(event('response.refusal.delta')), event('response.refusal.done'))

/** An answer: text and refusal parts, one after the other. */
export const messageGrammar = defineItemGrammar({
  type: 'message',
  idPrefixes: ['msg_'],
  // `completed` at `added`: models that do not stream by themselves (o1-pro, o3-pro). `incomplete`: Azure's content filter.
  status: { added: ['in_progress', 'completed', 'incomplete'], done: ['completed', 'incomplete'] },
  emptyAtAdded: { '/content': [] },
  constant: ['/role', '/phase'],
  pattern: star(seq(added, alt(text, refusal), done)),
  variations: [
    {
      name: 'annotation-after-text',
      severity: 'info',
      pattern: star(seq(added, alt(seq(text, star(annotation)), refusal), done, star(annotation))),
      why: 'OpenAI announced annotations after output_text.done in 2 of 54 recorded streams with annotations.',
    },
    {
      name: 'part-without-text-events',
      severity: 'warning',
      pattern: star(seq(added, opt(alt(text, refusal)), done)),
      why: 'A part that opens and closes without text events: clients that collect deltas see no text.',
    },
  ],
  parts: [
    {
      index: 'content_index',
      list: '/content',
      added: { type: 'response.content_part.added', pointer: '/part' },
      done: { type: 'response.content_part.done', pointer: '/part' },
      spread: false,
      emptyAtAdded: {
        output_text: { type: 'output_text', text: '', annotations: [], logprobs: [] },
        refusal: { type: 'refusal', refusal: '' },
      },
    },
  ],
  agreements: [
    {
      name: 'text',
      join: 'text',
      delta: { type: 'response.output_text.delta', pointer: '/delta' },
      done: { type: 'response.output_text.done', pointer: '/text' },
      part: { type: 'response.content_part.done', pointer: '/part/text' },
      item: '/content/{content_index}/text',
      target: '/content/{content_index}/text',
      index: 'content_index',
      partType: 'output_text',
      noDeltas: 'warning',
    },
    {
      // Full precision in both events; the part repeats none, the item rounds them to five or six decimals: nothing to compare there.
      name: 'logprobs',
      join: 'list',
      delta: { type: 'response.output_text.delta', pointer: '/logprobs' },
      done: { type: 'response.output_text.done', pointer: '/logprobs' },
      part: null,
      item: null,
      target: '/content/{content_index}/logprobs',
      index: 'content_index',
      partType: 'output_text',
      noDeltas: null,
    },
    {
      name: 'refusal',
      join: 'text',
      delta: { type: 'response.refusal.delta', pointer: '/delta' },
      done: { type: 'response.refusal.done', pointer: '/refusal' },
      part: { type: 'response.content_part.done', pointer: '/part/refusal' },
      item: '/content/{content_index}/refusal',
      target: '/content/{content_index}/refusal',
      index: 'content_index',
      partType: 'refusal',
      noDeltas: 'warning',
    },
  ],
  lists: [
    {
      name: 'annotations',
      entry: { type: 'response.output_text.annotation.added', pointer: '/annotation' },
      entryIndex: 'annotation_index',
      part: { type: 'response.content_part.done', pointer: '/part/annotations' },
      item: '/content/{content_index}/annotations',
      index: 'content_index',
    },
  ],
})
