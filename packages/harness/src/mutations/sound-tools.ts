import { hex, id, type MakeItem, pad, piece } from './made-item.ts'

export function mcpListTools(): MakeItem {
  return (index) => {
    const item_id = id('mcpl', index + 140)
    const place = { item_id, output_index: index }
    const head = { id: item_id, type: 'mcp_list_tools', server_label: 'docs' }
    const schema = { type: 'object', properties: { query: { type: 'string' } }, required: ['query'], additionalProperties: false }
    const tool = { annotations: { read_only: true }, description: 'Looks something up.', input_schema: schema, name: 'look_up' }
    return {
      added: { ...head, tools: [] },
      between: ['in_progress', 'completed'].map((phase) => ({ type: `response.mcp_list_tools.${phase}`, ...place })),
      done: { ...head, tools: [tool] },
    }
  }
}

export function fileSearch(queries: string[]): MakeItem {
  return (index) => {
    const item_id = id('fs', index + 150)
    const place = { item_id, output_index: index }
    const head = { id: item_id, type: 'file_search_call' }
    return {
      added: { ...head, status: 'in_progress', queries: [], results: null },
      between: ['in_progress', 'searching', 'completed'].map((phase) => ({ type: `response.file_search_call.${phase}`, ...place })),
      done: { ...head, status: 'completed', queries, results: null },
    }
  }
}

export function imageGeneration(prompt: string): MakeItem {
  return (index) => {
    const item_id = id('ig', index + 160)
    const place = { item_id, output_index: index }
    const head = { id: item_id, type: 'image_generation_call' }
    const look = { background: 'opaque', output_format: 'png', quality: 'medium' }
    const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
    const partial = { ...place, ...look, partial_image_b64: pixel, size: '1024x1024' }
    return {
      added: { ...head, status: 'in_progress' },
      between: [
        { type: 'response.image_generation_call.in_progress', ...place },
        { type: 'response.image_generation_call.generating', ...place },
        { type: 'response.image_generation_call.partial_image', ...partial, partial_image_index: 0 },
        { type: 'response.image_generation_call.partial_image', ...partial, partial_image_index: 1 },
      ],
      // OpenAI leaves it at `generating` when it is done.
      done: { ...head, status: 'generating', ...look, result: pixel, revised_prompt: prompt, size: '1024x1024' },
    }
  }
}

export function applyPatch(diff: string): MakeItem {
  return (index) => {
    const item_id = id('apc', index + 170)
    const place = { item_id, output_index: index }
    const head = { id: item_id, type: 'apply_patch_call', call_id: `call_${hex(index + 171).slice(0, 24)}` }
    const operation = { type: 'create_file', path: 'notes.txt' }
    const event = 'response.apply_patch_call_operation_diff'
    return {
      added: { ...head, status: 'in_progress', operation: { ...operation, diff: '' } },
      between: [
        ...piece(diff).map((delta) => ({ type: `${event}.delta`, ...place, delta, obfuscation: pad(delta) })),
        { type: `${event}.done`, ...place, diff },
      ],
      done: { ...head, status: 'completed', operation: { ...operation, diff } },
    }
  }
}

export function webSearch(query: string): MakeItem {
  return (index) => {
    const item_id = id('ws', index + 100)
    const place = { item_id, output_index: index }
    const head = { id: item_id, type: 'web_search_call' }
    return {
      added: { ...head, status: 'in_progress' },
      between: ['in_progress', 'searching', 'completed'].map((phase) => ({ type: `response.web_search_call.${phase}`, ...place })),
      done: { ...head, status: 'completed', action: { type: 'search', queries: [query], query } },
    }
  }
}

export function codeInterpreter(code: string): MakeItem {
  return (index) => {
    const item_id = id('ci', index + 110)
    const place = { item_id, output_index: index }
    const head = { id: item_id, type: 'code_interpreter_call', container_id: 'cntr_1', outputs: null }
    return {
      added: { ...head, status: 'in_progress', code: '' },
      between: [
        { type: 'response.code_interpreter_call.in_progress', ...place },
        ...piece(code).map((delta) => ({ type: 'response.code_interpreter_call_code.delta', ...place, delta, obfuscation: pad(delta) })),
        { type: 'response.code_interpreter_call_code.done', ...place, code },
        { type: 'response.code_interpreter_call.interpreting', ...place },
        { type: 'response.code_interpreter_call.completed', ...place },
      ],
      done: { ...head, status: 'completed', code },
    }
  }
}

export function mcpCall(json: string): MakeItem {
  return (index) => {
    const item_id = id('mcp', index + 120)
    const place = { item_id, output_index: index }
    const head = { id: item_id, type: 'mcp_call', approval_request_id: null, error: null, name: 'look_up', server_label: 'docs' }
    return {
      added: { ...head, status: 'in_progress', arguments: '', output: null },
      between: [
        { type: 'response.mcp_call.in_progress', ...place },
        { type: 'response.mcp_call_arguments.delta', ...place, delta: json, obfuscation: pad(json) },
        { type: 'response.mcp_call_arguments.done', ...place, arguments: json },
        { type: 'response.mcp_call.completed', ...place },
      ],
      done: { ...head, status: 'completed', arguments: json, output: 'found' },
    }
  }
}

export function shellCall(commands: string[]): MakeItem {
  return (index) => {
    const head = { id: id('sh', index + 130), type: 'shell_call', call_id: `call_${hex(index + 131).slice(0, 24)}`, environment: null }
    const action = { max_output_length: null, timeout_ms: null }
    return {
      added: { ...head, status: 'in_progress', action: { ...action, commands: [] } },
      between: commands.flatMap((command, command_index) => {
        const place = { output_index: index, command_index }
        return [
          { type: 'response.shell_call_command.added', ...place, command: '' },
          ...piece(command).map((delta) => ({ type: 'response.shell_call_command.delta', ...place, delta, obfuscation: pad(delta) })),
          { type: 'response.shell_call_command.done', ...place, command },
        ]
      }),
      done: { ...head, status: 'completed', action: { ...action, commands } },
    }
  }
}
