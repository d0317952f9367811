import { defineItemGrammar } from '../item-grammar.ts'
import { alt, event, opt, seq, star } from '../pattern.ts'
import { deltasThenDone, perhapsDeltasThenDone, streamedField } from './streamed-text.ts'

const ARGUMENTS = 'response.mcp_call_arguments'
const inProgress = event('response.mcp_call.in_progress')
const ending = alt(event('response.mcp_call.completed'), event('response.mcp_call.failed'))

/** A tool of an MCP server that the API's server calls. */
export const mcpCallGrammar = defineItemGrammar({
  type: 'mcp_call',
  idPrefixes: ['mcp_'],
  // Older recordings have no status (5 of 18).
  status: { added: ['in_progress', null, 'calling'], done: ['completed', null, 'failed', 'incomplete'] },
  emptyAtAdded: { '/arguments': '', '/output': null, '/error': null },
  constant: ['/name', '/server_label', '/approval_request_id'],
  pattern: seq(inProgress, deltasThenDone(ARGUMENTS), ending),
  variations: [
    {
      name: 'in-progress-repeated',
      severity: 'info',
      pattern: seq(inProgress, star(alt(event(`${ARGUMENTS}.delta`), inProgress)), event(`${ARGUMENTS}.done`), star(inProgress), ending),
      why: 'OpenAI repeats mcp_call.in_progress after the arguments of a call that needed approval (2 of 8 recorded).',
    },
    {
      name: 'no-deltas',
      severity: 'info',
      pattern: seq(inProgress, perhapsDeltasThenDone(ARGUMENTS), ending),
      why: 'Arguments only in mcp_call_arguments.done: legal, but some clients collect deltas.',
    },
  ],
  agreements: [streamedField(ARGUMENTS, 'arguments')],
})

const listInProgress = event('response.mcp_list_tools.in_progress')
const listEnding = alt(event('response.mcp_list_tools.completed'), event('response.mcp_list_tools.failed'))

/** The tools of an MCP server, read before anything else happens; several servers are asked at the same time. */
export const mcpListToolsGrammar = defineItemGrammar({
  type: 'mcp_list_tools',
  idPrefixes: ['mcpl_'],
  status: { added: [null], done: [null] },
  emptyAtAdded: { '/tools': [] },
  constant: ['/server_label'],
  pattern: seq(listInProgress, listEnding),
  variations: [
    {
      name: 'ending-absent',
      severity: 'warning',
      pattern: seq(opt(listInProgress), opt(listEnding)),
      why: 'Phases left out: clients that show progress stay behind.',
    },
  ],
  doneMayBeMissing: true,
  mayOverlap: true,
})

/** The question whether an MCP call may be made; complete when it is announced. */
export const mcpApprovalRequestGrammar = defineItemGrammar({
  type: 'mcp_approval_request',
  idPrefixes: ['mcpr_'],
  status: { added: [null], done: [null] },
  constant: ['/name', '/server_label', '/arguments'],
})

/** The answer to it; an input item that the API lists among its output types, never recorded in a stream. */
export const mcpApprovalResponseGrammar = defineItemGrammar({
  type: 'mcp_approval_response',
  status: { added: [null], done: [null] },
  constant: ['/approval_request_id', '/approve'],
})
