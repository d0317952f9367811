import { isObject, type JsonObject } from '../lint/json.ts'
import {
  ADDED,
  append,
  at,
  type Change,
  DONE,
  drop,
  dropAll,
  each,
  everyTelling,
  flip,
  isOf,
  on,
  onItem,
  placesOf,
  remove,
  set,
} from './edits.ts'
import type { Mutation } from './mutation.ts'
import { type Edit, plant } from './plant.ts'
import { retellCall } from './retell.ts'
const hosted = /^response\.(?:web_search|file_search|code_interpreter|image_generation|mcp)_(?:call|list_tools)\./
const inDone = (type: string, change: Change): Edit => onItem(DONE, type, (event) => change(event['item'] as JsonObject))
const everywhere = (type: string, change: Change): Edit => everyTelling(new RegExp(`^(?:${type})$`), change)

/** Defects of calls that the server runs itself. */
export const toolMutations: readonly Mutation[] = [
  plant(
    'tools-item-id-of-another',
    'an event of a hosted tool names another item',
    'args.wrong-item',
    'GW508 GW510',
    on(hosted, set('item_id', flip)),
  ),
  plant('tools-item-id-missing', 'an event of a hosted tool names no item', 'id.item-empty', 'GW509', on(hosted, remove('item_id'))),
  plant(
    'tools-output-index-missing',
    'an event of a hosted tool has no output_index',
    'idx.output-missing',
    'GW501',
    on(hosted, remove('output_index')),
  ),
  plant(
    'tools-phase-of-another',
    'a phase of another kind of tool',
    'tool.event-family',
    'GW415',
    on(/^response\.web_search_call\.searching$/, (event) => {
      event['type'] = 'response.file_search_call.searching'
    }),
  ),
  plant('tools-phase-after-done', 'a phase comes after the item is done', 'life.after-terminal', 'GW407', (events) => {
    const from = at(events, /^response\.(?:web_search|file_search|code_interpreter)_call\.completed$/)
    const to = events.findIndex((event, index) => index > from && isOf(event, DONE))
    const [event] = from === -1 || to === -1 ? [] : events.splice(from, 1)
    if (event === undefined) return false
    events.splice(to, 0, event)
  }),
  plant(
    'tools-phases-all-missing',
    'no phase of a hosted tool is told',
    null,
    'GW413',
    dropAll(/^response\.(?:web_search|file_search)_call\./),
  ),
  plant('tools-in-progress-missing', 'the first phase of a hosted tool is missing', null, 'GW413', (events, choose) => {
    // OpenAI itself tells that phase of an mcp call twice at times.
    const types = /^response\.(?:web_search|file_search|code_interpreter|mcp)_call\.in_progress$/
    const places = placesOf(events, types)
    const once = places.filter((index) => places.filter((other) => events[other]?.['item_id'] === events[index]?.['item_id']).length === 1)
    const [index] = choose(once)
    if (index === undefined) return false
    events.splice(index, 1)
  }),
  plant(
    'tools-status-unknown',
    'a call has a status of its own',
    'env.status-enum',
    'GW217',
    everywhere('web_search_call|file_search_call|code_interpreter_call', set('status', 'running')),
  ),
  plant(
    'tools-done-in-progress',
    'a hosted tool is done and in progress',
    'tool.done-status',
    'GW408',
    inDone('web_search_call', set('status', 'in_progress')),
  ),
  plant(
    'tools-status-missing',
    'a hosted tool has no status',
    'item.status-missing',
    'GW409',
    everywhere('web_search_call|file_search_call', remove('status')),
  ),
  plant(
    'tools-action-missing',
    'a web search does not say what was done',
    null,
    'GW201',
    everywhere('web_search_call', (item) => remove('action')(item)),
  ),
  plant(
    'tools-action-unknown',
    'a web search did something that the API does not have',
    'evt.non-union',
    'GW204 GW206',
    everywhere('web_search_call', set('action.type', 'ponder')),
  ),
  plant('tools-queries-null', 'a file search has no queries', null, 'GW202', everywhere('file_search_call', set('queries', null))),
  plant(
    'tools-queries-text',
    'the queries of a file search are a text',
    null,
    'GW203',
    inDone('file_search_call', set('queries', 'notes')),
  ),
  plant(
    'tools-code-differs',
    'the finished call has other code',
    'args.concat',
    'GW706',
    inDone('code_interpreter_call', set('code', append('#'))),
  ),
  plant(
    'tools-code-done-differs',
    'code.done has other code',
    'args.concat',
    'GW702',
    on('response.code_interpreter_call_code.done', set('code', append('#'))),
  ),
  plant('tools-code-not-closed', 'code.done is left out', 'args.done-missing', 'GW701', drop('response.code_interpreter_call_code.done')),
  plant(
    'tools-code-wrong-index',
    'code.done has another output_index',
    'tool.event-family',
    'GW504 GW510',
    on('response.code_interpreter_call_code.done', set('output_index', 6)),
  ),
  plant(
    'tools-container-changes',
    'the container of a call changes',
    null,
    'GW417',
    inDone('code_interpreter_call', set('container_id', 'cntr_other')),
  ),
  plant(
    'tools-outputs-missing',
    'a code interpreter call lacks outputs',
    null,
    'GW201',
    everywhere('code_interpreter_call', remove('outputs')),
  ),
  plant(
    'tools-mcp-name-changes',
    'the name of an mcp call changes',
    'tool.call-id',
    'GW417',
    inDone('mcp_call', set('name', 'another_tool')),
  ),
  plant(
    'tools-mcp-server-changes',
    'the server of an mcp call changes',
    null,
    'GW417',
    inDone('mcp_call', set('server_label', 'elsewhere')),
  ),
  plant(
    'tools-mcp-arguments-differ',
    'the finished mcp call has other arguments',
    'args.concat',
    'GW706',
    inDone('mcp_call', set('arguments', '{"query":"another"}')),
  ),
  plant('tools-mcp-arguments-not-json', 'the arguments of an mcp call are no JSON', 'args.invalid-json', 'GW704', (events) =>
    retellCall(events, 'mcp_call', (pieces) => [pieces.join('').slice(0, -1)]),
  ),
  plant(
    'tools-mcp-arguments-not-closed',
    'mcp_call_arguments.done is left out',
    'args.done-missing',
    'GW701',
    drop('response.mcp_call_arguments.done'),
  ),
  plant('tools-mcp-completed-missing', 'mcp_call.completed is left out', null, 'GW413', drop('response.mcp_call.completed')),
  plant('tools-mcp-failed-without-error', 'an mcp call failed and says no error', null, 'GW418 GW408', (events) => {
    const event = events.find((one) => isOf(one, 'response.mcp_call.completed'))
    if (event === undefined) return false
    event['type'] = 'response.mcp_call.failed'
    return everywhere('mcp_call', (item) =>
      item['output'] === null ? false : Object.assign(item, { status: 'failed', output: null }) && undefined,
    )(events, (all) => all)
  }),
  plant(
    'tools-mcp-failed-as-completed',
    'an mcp call failed in its events and completed in its item',
    'life.type-vs-status',
    'GW418 GW408',
    on('response.mcp_call.completed', (event) => {
      event['type'] = 'response.mcp_call.failed'
    }),
  ),
  plant('tools-mcp-tools-not-closed', 'mcp_list_tools.completed is left out', null, 'GW413', drop('response.mcp_list_tools.completed')),
  plant('tools-mcp-tools-null', 'the list of mcp tools is null', null, 'GW202 GW209', inDone('mcp_list_tools', set('tools', null))),
  plant(
    'tools-mcp-tool-without-schema',
    'an mcp tool has no schema',
    null,
    'GW201',
    everywhere('mcp_list_tools', (item) => remove('tools.0.input_schema')(item)),
  ),
  plant(
    'tools-patch-differs',
    'the finished patch is another',
    'args.concat',
    'GW706',
    inDone('apply_patch_call', set('operation.diff', append('+x\n'))),
  ),
  plant(
    'tools-patch-done-differs',
    'operation_diff.done is another',
    'args.concat',
    'GW702',
    on('response.apply_patch_call_operation_diff.done', set('diff', append('+x\n'))),
  ),
  plant(
    'tools-patch-not-closed',
    'operation_diff.done is left out',
    'args.done-missing',
    'GW701',
    drop('response.apply_patch_call_operation_diff.done'),
  ),
  plant(
    'tools-patch-path-changes',
    'the path of a patch changes',
    null,
    'GW417',
    inDone('apply_patch_call', set('operation.path', 'elsewhere.txt')),
  ),
  plant(
    'tools-patch-operation-unknown',
    'a patch does something that the API does not have',
    'evt.non-union',
    'GW204 GW206',
    everywhere('apply_patch_call', set('operation.type', 'rename_file')),
  ),
  plant(
    'tools-patch-in-added',
    'the patch is announced with its text',
    'part.prefilled',
    'GW410',
    onItem(ADDED, 'apply_patch_call', set('item.operation.diff', '+x\n')),
  ),
  plant(
    'tools-command-differs',
    'the finished shell call has other commands',
    'args.concat',
    'GW706',
    inDone('shell_call', set('action.commands.0', append(' -v'))),
  ),
  plant(
    'tools-command-done-differs',
    'command.done is another',
    'args.concat',
    'GW702',
    on('response.shell_call_command.done', set('command', append(' -v'))),
  ),
  plant(
    'tools-command-not-closed',
    'command.done is left out',
    'args.done-missing',
    'GW601 GW602 GW701',
    drop('response.shell_call_command.done'),
  ),
  plant(
    'tools-command-lost',
    'a command of the shell call is lost in the item',
    'args.concat',
    'GW616 GW706',
    inDone('shell_call', (item) => {
      const commands = isObject(item['action']) ? item['action']['commands'] : null
      return Array.isArray(commands) && commands.length > 1 && commands.pop() !== undefined
    }),
  ),
  plant(
    'tools-image-without-result',
    'a finished image has no result',
    null,
    'GW408 GW202 GW418 GW201',
    everywhere('image_generation_call', (item) => (typeof item['result'] === 'string' ? set('result', null)(item) : false)),
  ),
  plant(
    'tools-image-index-missing',
    'a partial image has no number',
    null,
    'GW201 GW517',
    on('response.image_generation_call.partial_image', remove('partial_image_index')),
  ),
  plant(
    'tools-image-index-skips',
    'partial images are not counted from 0',
    null,
    'GW506',
    each('response.image_generation_call.partial_image', (event) => {
      event['partial_image_index'] = Number(event['partial_image_index']) + 1
    }),
  ),
  plant('tools-image-index-repeats', 'partial images have one number', null, 'GW506', (events) => {
    const partial = events.filter((event) => isOf(event, 'response.image_generation_call.partial_image'))
    for (const event of partial) event['partial_image_index'] = 0
    return partial.length > 1
  }),
  plant(
    'tools-image-data-missing',
    'a partial image has no data',
    null,
    'GW201',
    on('response.image_generation_call.partial_image', remove('partial_image_b64')),
  ),
  plant(
    'tools-generating-missing',
    'image_generation_call.generating is left out',
    null,
    'GW413',
    drop('response.image_generation_call.generating'),
  ),
]
