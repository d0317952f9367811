import { defineItemGrammar } from '../item-grammar.ts'
import { event, star } from '../pattern.ts'

// Kinds whose content never comes in pieces: announced, then closed.

/** A search for tools. A client-run search changed its `call_id` between `added` and `done` in 3 of 4 recordings, so it is not constant. */
export const toolSearchCallGrammar = defineItemGrammar({
  type: 'tool_search_call',
  idPrefixes: ['tsc_'],
  status: { added: ['in_progress'], done: ['completed', 'incomplete'] },
  emptyAtAdded: { '/arguments': {} },
  constant: ['/execution'],
})

/** The tools it found; complete when announced. */
export const toolSearchOutputGrammar = defineItemGrammar({
  type: 'tool_search_output',
  idPrefixes: ['tso_'],
  status: { added: ['in_progress', 'completed'], done: ['completed', 'incomplete'] },
  constant: ['/execution', '/call_id'],
})

/** A program that calls tools. */
export const programGrammar = defineItemGrammar({
  type: 'program',
  idPrefixes: ['cm_'],
  status: { added: [null], done: [null] },
  emptyAtAdded: { '/code': '' },
  constant: ['/call_id'],
  reencrypted: ['/fingerprint'],
})

/** What the program returned. */
export const programOutputGrammar = defineItemGrammar({
  type: 'program_output',
  idPrefixes: ['cmo_'],
  status: { added: ['completed', 'incomplete', 'in_progress'], done: ['completed', 'incomplete'] },
  emptyAtAdded: { '/result': '' },
  constant: ['/call_id'],
})

/** Earlier turns, condensed and encrypted. */
export const compactionGrammar = defineItemGrammar({
  type: 'compaction',
  idPrefixes: ['cmp_'],
  status: { added: [null], done: [null] },
  reencrypted: ['/encrypted_content'],
  pattern: star(event('response.compaction.compacting')),
})

/** An action on a computer that the client carries out. No recording shows its life; these are the SDK's values. */
export const computerCallGrammar = defineItemGrammar({
  type: 'computer_call',
  idPrefixes: ['cu_'],
  status: { added: ['in_progress', 'completed'], done: ['completed', 'incomplete', 'in_progress'] },
  constant: ['/call_id'],
})

export const computerCallOutputGrammar = defineItemGrammar({
  type: 'computer_call_output',
  status: { added: ['completed', 'in_progress', 'incomplete', 'failed'], done: ['completed', 'incomplete', 'failed'] },
  constant: ['/call_id'],
})

export const functionCallOutputGrammar = defineItemGrammar({
  type: 'function_call_output',
  status: { added: ['completed', 'in_progress', 'incomplete'], done: ['completed', 'incomplete'] },
  constant: ['/call_id'],
})

export const customToolCallOutputGrammar = defineItemGrammar({
  type: 'custom_tool_call_output',
  status: { added: ['completed', 'in_progress', 'incomplete'], done: ['completed', 'incomplete'] },
  constant: ['/call_id'],
})

/** Tools that become available in the middle of a conversation. */
export const additionalToolsGrammar = defineItemGrammar({
  type: 'additional_tools',
  status: { added: [null], done: [null] },
  constant: ['/role'],
})
