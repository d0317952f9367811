import { ADDED, DELTA, DONE, each, on, remove, set, TEXT } from './edits.ts'
import type { Mutation } from './mutation.ts'
import { plant } from './plant.ts'
export const indexMutations: readonly Mutation[] = [
  plant(
    'indexes-output-index-missing-deltas',
    'output_index is missing in deltas',
    'idx.output-missing',
    'GW501',
    each(/^response\.(?!shell_call_command).*\.delta$/, (event) => delete event['output_index']),
  ),
  plant(
    'indexes-output-index-missing-added',
    'output_index is missing in added',
    'idx.output-missing',
    'GW501',
    on(ADDED, remove('output_index')),
  ),
  plant(
    'indexes-output-index-missing-done',
    'output_index is missing in done',
    'idx.output-missing',
    'GW501',
    on(DONE, remove('output_index')),
  ),
  plant('indexes-output-index-shared', 'two items share output_index 0', 'idx.output-collision', 'GW502', (events) => {
    let index = 0
    let second = false
    for (const event of events) {
      if (event['type'] === ADDED && event['output_index'] === 1) second = true
      if (event['output_index'] === 1) event['output_index'] = 0
      index++
    }
    return second && index > 0
  }),
  plant(
    'indexes-output-index-starts-1',
    'output_index starts at 1',
    null,
    'GW503',
    each(/^response\.(?!created|queued|in_progress|completed|incomplete|failed)/, (event) => {
      if ('output_index' in event) event['output_index'] = Number(event['output_index']) + 1
    }),
  ),
  plant('indexes-last-item-skips-index', 'the last item skips an index', null, 'GW503', (events) => {
    const last = Math.max(...events.map((event) => Number(event['output_index'] ?? -1)))
    if (last < 1) return false
    for (const event of events) if (event['output_index'] === last) event['output_index'] = last + 1
  }),
  plant(
    'indexes-done-another-output-index-than-added',
    'done has another output_index than added',
    'idx.done-differs',
    'GW504 GW502 GW403',
    on(DONE, set('output_index', 7)),
  ),
  plant(
    'indexes-deltas-carry-index-another-item',
    'deltas carry the index of another item',
    'args.wrong-item',
    'GW504 GW510',
    each(/^response\.(?!shell_call_command).*\.delta$/, (event) => {
      event['output_index'] = 5
    }),
  ),
  plant('indexes-output-index-negative', 'a delta carries output_index -1', null, 'GW517', on(DELTA, set('output_index', -1))),
  plant('indexes-output-index-string', 'an output_index is a string', null, 'GW517', on(DELTA, set('output_index', '0'))),
  plant(
    'indexes-content-index-missing-deltas',
    'content_index is missing in deltas',
    'idx.content-missing',
    'GW505',
    each('response.output_text.delta', (event) => delete event['content_index']),
  ),
  plant(
    'indexes-content-index-missing-content-part-added',
    'content_index is missing in content_part.added',
    'idx.content-missing',
    'GW505',
    on('response.content_part.added', remove('content_index')),
  ),
  plant(
    'indexes-content-index-starts-1',
    'content_index starts at 1',
    'idx.content-wrong',
    'GW506',
    each(/content_part|output_text|refusal|reasoning_text/, (event) => {
      event['content_index'] = 1
    }),
  ),
  plant(
    'indexes-content-index-delta-another',
    'content_index of a delta is another',
    'idx.content-wrong',
    'GW506',
    on(TEXT, set('content_index', 3)),
  ),
  plant(
    'indexes-content-index-done-another',
    'content_index of done is another',
    'idx.content-wrong',
    'GW506',
    on('response.output_text.done', set('content_index', 2)),
  ),
  plant(
    'indexes-content-index-part-done-another',
    'content_index of part.done is another',
    'idx.content-wrong',
    'GW506',
    on('response.content_part.done', set('content_index', 2)),
  ),
  plant(
    'indexes-content-index-negative',
    'content_index is -1',
    'idx.content-wrong',
    'GW517',
    on('response.content_part.added', set('content_index', -1)),
  ),
  plant(
    'indexes-summary-index-missing',
    'summary_index is missing',
    'reason.summary-index',
    'GW507',
    each(/reasoning_summary/, (event) => delete event['summary_index']),
  ),
  plant(
    'indexes-summary-index-does-not-move-on',
    'summary_index does not move on',
    null,
    'GW506 GW404',
    each(/reasoning_summary/, (event) => {
      if (event['summary_index'] === 1) event['summary_index'] = 0
    }),
  ),
  plant(
    'indexes-annotation-index-missing',
    'annotation_index is missing',
    'annot.index',
    'GW518',
    on(/annotation\.added/, remove('annotation_index')),
  ),
  plant(
    'indexes-annotation-index-starts-1',
    'annotation_index starts at 1',
    'annot.index',
    'GW518',
    each(/annotation\.added/, (event) => {
      event['annotation_index'] = Number(event['annotation_index']) + 1
    }),
  ),
  plant(
    'indexes-command-index-missing',
    'command_index is missing',
    null,
    'GW201 GW517',
    each(/shell_call_command/, (event) => delete event['command_index']),
  ),
  plant(
    'indexes-command-index-repeats',
    'command_index repeats',
    null,
    'GW506 GW404 GW412',
    each(/shell_call_command/, (event) => {
      event['command_index'] = 0
    }),
  ),
]
