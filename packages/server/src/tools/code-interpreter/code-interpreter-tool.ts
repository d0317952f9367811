import type { CodeInterpreterTool, InputItem } from '@goldwire/schemas'
import { z } from 'zod'

import type { Step } from '../../engines/step.ts'
import type { FileStore } from '../../files/file-store.ts'
import { ApiError } from '../../run/api-error.ts'
import type { SourceList } from '../citations/source-list.ts'
import type { HostedFunction, HostedOutcome, HostedTool } from '../hosted-tool.ts'
import { fitText } from '../output-budget.ts'
import { parseArguments } from '../parse-arguments.ts'
import type { ContainerRun } from './container-python.ts'
import { type Container, type Containers, safeName } from './containers.ts'
import { PythonUnavailableError } from './start-python.ts'

const argumentsSchema = z.object({ code: z.string() })

export interface CodeInterpreterToolOptions {
  containers: Containers
  files: FileStore
  sources: SourceList
  /** `outputs` are wanted: `include: ["code_interpreter_call.outputs"]`. */
  includeOutputs: boolean
  /** The conversation: `auto` goes on in the container it used last, while that is there. */
  items: readonly InputItem[]
  /** Characters of one call's result that the model is told; the logs have all of it. */
  budget: number
  /** Of the tool in the request, for errors. */
  param: string
}

/**
 * `code_interpreter`: the model writes Python, which runs in the request's container. Each call is a `code_interpreter_call` with the code streamed;
 * code that raises is a completed call, whose logs tell it. A call that had to be killed is a failed one.
 *
 * @throws ApiError 400 for what no container here has, and for one that has expired
 */
export async function createCodeInterpreterTool(
  tool: CodeInterpreterTool,
  { containers, files, sources, includeOutputs, items, budget, param }: CodeInterpreterToolOptions,
): Promise<HostedTool> {
  refuseOptions(tool, param)
  const settings = typeof tool.container === 'string' ? null : tool.container
  let container: Container | null =
    typeof tool.container === 'string' ? await findContainer(containers, tool.container, `${param}.container`) : null
  const uploads: { name: string; bytes: Uint8Array }[] = []

  const open = async (): Promise<Container> => {
    container ??= (await lastContainer(containers, items)) ?? (await containers.create())
    if (uploads.length === 0) return container
    const present = new Set((await container.files()).map(({ name }) => name))
    for (const file of uploads.splice(0)) if (!present.has(file.name)) await container.addFile(file)
    return container
  }

  async function* interpret(text: string, signal: AbortSignal): AsyncGenerator<Step, HostedOutcome, undefined> {
    const code = parseArguments(text, argumentsSchema)?.code
    const opened = await open()
    const { id } = opened
    yield { type: 'item.start', item: { type: 'code_interpreter_call', container_id: id, outputs: includeOutputs ? [] : null } }
    for (const delta of pieces(code ?? '')) yield { type: 'delta', delta }
    yield { type: 'text.end' }
    if (code === undefined) {
      yield { type: 'item.end', item: { status: 'failed' } }
      return { output: 'The code was not run: the argument code is missing.' }
    }
    yield { type: 'phase', phase: 'interpreting' }
    const result = await runCode(opened, code, signal)
    if (result === null || result.outcome === 'killed') {
      yield { type: 'item.end', item: { status: 'failed' } }
      return { output: tellFailure(result) }
    }
    for (const { id: fileId, name } of result.files) sources.add({ kind: 'container_file', containerId: id, fileId, filename: name })
    yield { type: 'phase', phase: 'completed' }
    yield { type: 'item.end', item: { outputs: includeOutputs ? toOutputs(result) : null } }
    return { output: tellRun({ ...result, logs: fitText(result.logs, budget) }) }
  }

  return {
    type: tool.type,
    functions: [pythonFunction],
    sources,
    // oxlint-disable-next-line require-yield -- there is nothing to tell, only to refuse
    async *prepare() {
      for (const [index, fileId] of (settings?.file_ids ?? []).entries()) {
        const [file, bytes] = await Promise.all([files.get(fileId), files.content(fileId)])
        if (file === null || bytes === null) {
          const place = `${param}.container.file_ids[${index}]`
          throw new ApiError({ code: null, status: 404, param: place, message: `No such File object: ${fileId}` })
        }
        uploads.push({ name: safeName(file.filename), bytes })
      }
    },
    call: ({ arguments: text }, { signal }) => interpret(text, signal),
  }
}

function refuseOptions({ container, allowed_callers: callers }: CodeInterpreterTool, param: string): void {
  const refuse = (field: string, message: string) => {
    throw new ApiError({ code: 'unsupported_value', param: `${param}.${field}`, message })
  }
  if (callers != null && !callers.includes('direct')) refuse('allowed_callers', 'Only the model itself can call the code interpreter here.')
  if (typeof container === 'string') return
  if (container.network_policy?.type === 'allowlist') refuse('container.network_policy', 'Containers of this server have no network.')
  if (container.memory_limit != null && container.memory_limit !== '1g') {
    refuse('container.memory_limit', "Containers of this server have no more memory than '1g'.")
  }
}

async function findContainer(containers: Containers, id: string, param: string): Promise<Container> {
  const container = await containers.get(id)
  if (container !== null) return container
  // OpenAI tells expired containers from those that never were; here both are gone.
  throw new ApiError({ code: null, status: 404, param, message: `Container with id '${id}' not found. It may have expired.` })
}

async function lastContainer(containers: Containers, items: readonly InputItem[]): Promise<Container | null> {
  const call = items.findLast((item) => item.type === 'code_interpreter_call')
  return call?.type === 'code_interpreter_call' ? await containers.get(call.container_id) : null
}

/** null when there is no Python to run it. @throws an abort */
async function runCode(container: Container, code: string, signal: AbortSignal): Promise<ContainerRun | null> {
  try {
    const result = await container.run(code, signal)
    signal.throwIfAborted()
    return result
  } catch (error) {
    if (error instanceof PythonUnavailableError) return null
    throw error
  }
}

/** About a token each, as a model writes them. */
function pieces(code: string): string[] {
  return code.match(/\s*\S{1,8}\s*$|\s*\S{1,8}|\s+/gu) ?? []
}

/** No output at all is an empty list, as recorded. */
function toOutputs({ logs }: { logs: string }): object[] {
  return logs === '' ? [] : [{ type: 'logs', logs }]
}

function tellRun({ logs, files }: { logs: string; files: readonly { name: string }[] }): string {
  const left = files.map(({ name }) => `/mnt/data/${name}`).join(', ')
  const told = logs === '' ? 'The code ran and printed nothing.' : logs
  return left === '' ? told : `${told}\n\nFiles written: ${left}. Link to one as [name](sandbox:/mnt/data/name).`
}

function tellFailure(result: (ContainerRun & { outcome: 'killed' }) | null): string {
  if (result === null) return 'The code was not run: Python is not available.'
  const why = result.reason === 'time' ? 'it took too long' : 'Python crashed'
  return `The code was stopped because ${why}. Python has been restarted: variables are lost, and only files of earlier calls are left.`
}

const pythonFunction: HostedFunction = {
  name: 'python',
  description:
    'Runs Python code and returns what it prints and the value of its last line. Variables and the files in /mnt/data stay for the next call. ' +
    'Only the standard library is there; there is no network.',
  parameters: {
    type: 'object',
    properties: { code: { type: 'string', description: 'The Python code.' } },
    required: ['code'],
    additionalProperties: false,
  },
}
