import { defineItemGrammar } from '../item-grammar.ts'
import { event, plus, seq, star } from '../pattern.ts'

const COMMAND = 'response.shell_call_command'
const OUTPUT = 'response.shell_call_output_content'

/** Commands for a shell, in the server's container or on the client's machine. `shell_call_command` events carry no item id. */
export const shellCallGrammar = defineItemGrammar({
  type: 'shell_call',
  idPrefixes: ['sh_'],
  status: { added: ['in_progress'], done: ['completed', 'incomplete', 'in_progress'] },
  emptyAtAdded: { '/action/commands': [] },
  constant: ['/call_id', '/environment', '/caller'],
  pattern: star(seq(event(`${COMMAND}.added`), plus(event(`${COMMAND}.delta`)), event(`${COMMAND}.done`))),
  variations: [
    {
      name: 'no-deltas',
      severity: 'info',
      pattern: star(seq(event(`${COMMAND}.added`), star(event(`${COMMAND}.delta`)), event(`${COMMAND}.done`))),
      why: 'A command only in shell_call_command.done: legal, but some clients collect deltas.',
    },
  ],
  parts: [
    {
      index: 'command_index',
      list: '/action/commands',
      added: { type: `${COMMAND}.added`, pointer: '/command' },
      done: { type: `${COMMAND}.done`, pointer: '/command' },
      spread: false,
      emptyAtAdded: { '': '' },
    },
  ],
  agreements: [
    {
      name: 'command',
      join: 'text',
      delta: { type: `${COMMAND}.delta`, pointer: '/delta' },
      done: { type: `${COMMAND}.done`, pointer: '/command' },
      part: null,
      item: '/action/commands/{command_index}',
      target: '/action/commands/{command_index}',
      index: 'command_index',
      partType: null,
      noDeltas: 'warning',
    },
  ],
})

/** What the commands wrote, when the server ran them. */
export const shellCallOutputGrammar = defineItemGrammar({
  type: 'shell_call_output',
  idPrefixes: ['sho_'],
  // `completed` before there is any output in 2 of 6 recordings.
  status: { added: ['in_progress', 'completed'], done: ['completed', 'incomplete', 'in_progress'] },
  emptyAtAdded: { '/output': [] },
  constant: ['/call_id', '/caller'],
  pattern: star(seq(star(event(`${OUTPUT}.delta`)), event(`${OUTPUT}.done`))),
  parts: [
    {
      index: 'command_index',
      list: '/output',
      added: null,
      done: { type: `${OUTPUT}.done`, pointer: '/output' },
      spread: true,
      emptyAtAdded: {},
    },
  ],
  agreements: [
    {
      name: 'output',
      join: 'shell_output',
      delta: { type: `${OUTPUT}.delta`, pointer: '/delta' },
      done: { type: `${OUTPUT}.done`, pointer: '/output' },
      part: null,
      item: '/output',
      target: null,
      index: 'command_index',
      partType: null,
      noDeltas: null,
    },
  ],
})

/** One command for the older `local_shell` tool; no events between, although `action.command` is empty when announced. */
export const localShellCallGrammar = defineItemGrammar({
  type: 'local_shell_call',
  idPrefixes: ['lsh_'],
  status: { added: ['in_progress'], done: ['completed', 'incomplete', 'in_progress'] },
  emptyAtAdded: { '/action/command': [] },
  constant: ['/call_id'],
})

export const localShellCallOutputGrammar = defineItemGrammar({
  type: 'local_shell_call_output',
  status: { added: ['in_progress', 'completed', null], done: ['completed', 'incomplete', null] },
})
