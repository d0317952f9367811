import { ADDED, DELTA, DONE, each, on, plant, remove, set, TEXT, type Mutation } from './plant.ts'

export const indexMutations: readonly Mutation[] = [
  plant(
    'indexes',
    'output_index is missing in deltas',
    '501',
    each(/^response\.(?!shell_call_command).*\.delta$/, (event) => delete event['output_index']),
  ),
  plant('indexes', 'output_index is missing in added', '501', on(ADDED, remove('output_index'))),
  plant('indexes', 'output_index is missing in done', '501', on(DONE, remove('output_index'))),
  plant('indexes', 'two items share output_index 0', '502', (events) => {
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
    'indexes',
    'output_index starts at 1',
    '503',
    each(/^response\.(?!created|queued|in_progress|completed|incomplete|failed)/, (event) => {
      if ('output_index' in event) event['output_index'] = Number(event['output_index']) + 1
    }),
  ),
  plant('indexes', 'the last item skips an index', '503', (events) => {
    const last = Math.max(...events.map((event) => Number(event['output_index'] ?? -1)))
    if (last < 1) return false
    for (const event of events) if (event['output_index'] === last) event['output_index'] = last + 1
  }),
  plant('indexes', 'done has another output_index than added', '504 502 403', on(DONE, set('output_index', 7))),
  plant(
    'indexes',
    'deltas carry the index of another item',
    '504 510',
    each(/^response\.(?!shell_call_command).*\.delta$/, (event) => {
      event['output_index'] = 5
    }),
  ),
  plant('indexes', 'a delta carries output_index -1', '517', on(DELTA, set('output_index', -1))),
  plant('indexes', 'an output_index is a string', '517', on(DELTA, set('output_index', '0'))),
  plant(
    'indexes',
    'content_index is missing in deltas',
    '505',
    each('response.output_text.delta', (event) => delete event['content_index']),
  ),
  plant('indexes', 'content_index is missing in content_part.added', '505', on('response.content_part.added', remove('content_index'))),
  plant(
    'indexes',
    'content_index starts at 1',
    '506',
    each(/content_part|output_text|refusal|reasoning_text/, (event) => {
      event['content_index'] = 1
    }),
  ),
  plant('indexes', 'content_index of a delta is another', '506', on(TEXT, set('content_index', 3))),
  plant('indexes', 'content_index of done is another', '506', on('response.output_text.done', set('content_index', 2))),
  plant('indexes', 'content_index of part.done is another', '506', on('response.content_part.done', set('content_index', 2))),
  plant('indexes', 'content_index is -1', '517', on('response.content_part.added', set('content_index', -1))),
  plant(
    'indexes',
    'summary_index is missing',
    '507',
    each(/reasoning_summary/, (event) => delete event['summary_index']),
  ),
  plant(
    'indexes',
    'summary_index does not move on',
    '506 404',
    each(/reasoning_summary/, (event) => {
      if (event['summary_index'] === 1) event['summary_index'] = 0
    }),
  ),
  plant('indexes', 'annotation_index is missing', '518', on(/annotation\.added/, remove('annotation_index'))),
  plant(
    'indexes',
    'annotation_index starts at 1',
    '518',
    each(/annotation\.added/, (event) => {
      event['annotation_index'] = Number(event['annotation_index']) + 1
    }),
  ),
  plant(
    'indexes',
    'command_index is missing',
    '201 517',
    each(/shell_call_command/, (event) => delete event['command_index']),
  ),
  plant(
    'indexes',
    'command_index repeats',
    '506 404 412',
    each(/shell_call_command/, (event) => {
      event['command_index'] = 0
    }),
  ),
]
