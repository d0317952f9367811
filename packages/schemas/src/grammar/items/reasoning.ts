import { defineItemGrammar } from '../item-grammar.ts'
import { alt, event, opt, seq, star } from '../pattern.ts'

const summaryText = seq(star(event('response.reasoning_summary_text.delta')), event('response.reasoning_summary_text.done'))
const summary = seq(event('response.reasoning_summary_part.added'), summaryText, event('response.reasoning_summary_part.done'))
const rawText = seq(star(event('response.reasoning_text.delta')), event('response.reasoning_text.done'))
const raw = seq(event('response.content_part.added'), rawText, event('response.content_part.done'))

/** A chain of thought: summary parts (OpenAI), raw text parts (gpt-oss and other open models), both, or neither. */
export const reasoningGrammar = defineItemGrammar({
  type: 'reasoning',
  idPrefixes: ['rs_'],
  // OpenAI sends no status (491 of 491); xAI, DeepSeek and Bedrock do, as the SDK's type allows.
  status: { added: [null, 'in_progress'], done: [null, 'completed', 'incomplete'] },
  emptyAtAdded: { '/summary': [], '/content': [] },
  reencrypted: ['/encrypted_content'],
  pattern: star(alt(summary, raw)),
  variations: [
    {
      name: 'raw-text-without-part-events',
      severity: 'warning',
      pattern: star(alt(summary, raw, rawText)),
      why: 'Raw reasoning without content_part.added and .done (llama.cpp): clients that open a part on content_part.added drop the text.',
    },
    {
      name: 'raw-text-with-reasoning-part-events',
      severity: 'warning',
      pattern: star(alt(summary, seq(event('response.reasoning_part.added'), rawText, event('response.reasoning_part.done')), raw)),
      why: 'response.reasoning_part.* are no events of the API (vLLM, older Open Responses servers); content_part.* are.',
    },
    {
      name: 'part-without-text-events',
      severity: 'warning',
      pattern: star(
        alt(
          seq(event('response.reasoning_summary_part.added'), opt(summaryText), event('response.reasoning_summary_part.done')),
          seq(event('response.content_part.added'), opt(rawText), event('response.content_part.done')),
        ),
      ),
      why: 'A part that opens and closes without text events: clients that collect deltas see no text.',
    },
  ],
  parts: [
    {
      index: 'summary_index',
      list: '/summary',
      added: { type: 'response.reasoning_summary_part.added', pointer: '/part' },
      done: { type: 'response.reasoning_summary_part.done', pointer: '/part' },
      spread: false,
      emptyAtAdded: { summary_text: { type: 'summary_text', text: '' } },
    },
    {
      index: 'content_index',
      list: '/content',
      added: { type: 'response.content_part.added', pointer: '/part' },
      done: { type: 'response.content_part.done', pointer: '/part' },
      spread: false,
      emptyAtAdded: { reasoning_text: { type: 'reasoning_text', text: '' } },
    },
  ],
  agreements: [
    {
      name: 'summary',
      join: 'text',
      delta: { type: 'response.reasoning_summary_text.delta', pointer: '/delta' },
      done: { type: 'response.reasoning_summary_text.done', pointer: '/text' },
      part: { type: 'response.reasoning_summary_part.done', pointer: '/part/text' },
      item: '/summary/{summary_index}/text',
      target: '/summary/{summary_index}/text',
      index: 'summary_index',
      partType: 'summary_text',
      noDeltas: 'warning',
    },
    {
      name: 'reasoning text',
      join: 'text',
      delta: { type: 'response.reasoning_text.delta', pointer: '/delta' },
      done: { type: 'response.reasoning_text.done', pointer: '/text' },
      part: { type: 'response.content_part.done', pointer: '/part/text' },
      item: '/content/{content_index}/text',
      target: '/content/{content_index}/text',
      index: 'content_index',
      partType: 'reasoning_text',
      noDeltas: 'warning',
    },
  ],
})
