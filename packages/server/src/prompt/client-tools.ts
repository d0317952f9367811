import type { ShellTool, ToolSearchTool } from '@goldwire/schemas'

import type { JsonSchema } from './chat-message.ts'

/** How a tool that the client runs, and that is no function in the API, is told to a model that knows functions. */
export interface ClientTool {
  name: string
  description: string
  parameters: JsonSchema
}

const text = { type: 'string' }
const milliseconds = { type: 'integer', minimum: 1, maximum: 3_600_000 }
const record = (properties: JsonSchema, required: string[]): JsonSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})

/** The arguments are the `action` of a `local_shell_call`. */
export const localShellTool: ClientTool = {
  name: 'local_shell',
  description: "Runs one command on the user's machine. Its parts are passed on as they are; no shell reads them.",
  parameters: record({ command: { type: 'array', items: text, minItems: 1 }, timeout_ms: milliseconds, working_directory: text }, [
    'command',
  ]),
}

/** The arguments are the `action` of a `shell_call`. */
export function shellTool({ environment }: Pick<ShellTool, 'environment'>): ClientTool {
  const skills = environment?.type === 'local' ? (environment.skills ?? []) : []
  const told = skills.map(({ name, description, path }) => `- ${name} (${path}): ${description}`)
  return {
    name: 'shell',
    description: [
      "Runs commands one after the other in a shell on the user's machine.",
      ...(told.length > 0 ? ['Skills to read there:', ...told] : []),
    ].join('\n'),
    parameters: record(
      {
        commands: { type: 'array', items: text, minItems: 1 },
        timeout_ms: milliseconds,
        max_output_length: { type: 'integer', minimum: 1 },
      },
      ['commands'],
    ),
  }
}

/** The arguments are the `operation` of an `apply_patch_call`. */
export const applyPatchTool: ClientTool = {
  name: 'apply_patch',
  description:
    "Creates, changes or deletes one file. `diff` is in the V4A format: of a new file, every line begins with '+'; of a change, '@@' comes first, " +
    "lines to keep begin with ' ', lines to remove with '-', new ones with '+'.",
  parameters: {
    anyOf: [
      record({ type: { const: 'create_file' }, path: text, diff: text }, ['type', 'path', 'diff']),
      record({ type: { const: 'update_file' }, path: text, diff: text }, ['type', 'path', 'diff']),
      record({ type: { const: 'delete_file' }, path: text }, ['type', 'path']),
    ],
  },
}

/** A search for tools that the client carries out, as it describes it. */
export function toolSearchTool({ description, parameters }: Pick<ToolSearchTool, 'description' | 'parameters'>): ClientTool {
  const isObject = typeof parameters === 'object' && parameters !== null
  return {
    name: 'tool_search',
    description: description || 'Searches for tools that are not listed here and makes those available that fit.',
    parameters: isObject ? (parameters as JsonSchema) : record({ query: text }, ['query']),
  }
}
