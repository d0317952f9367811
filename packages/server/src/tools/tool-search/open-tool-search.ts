import type { Tool } from '@goldwire/schemas'
import { z } from 'zod'

import type { ItemStart } from '../../engines/step.ts'
import { echoTools } from '../../run/echo-tools.ts'
import { toLoadedTool } from '../../run/loaded-tools.ts'
import type { HostedFunction, HostedTool } from '../hosted-tool.ts'
import type { OpenHostedTool } from '../open-hosted-tools.ts'
import { parseArguments } from '../parse-arguments.ts'
import { type DeferredTool, deferredTools, searchTools } from './deferred-tools.ts'

/** Up to this many paths are listed for the model to choose from; beyond, it describes what it needs, and words decide. */
const MOST_LISTED = 64
const MOST_FOUND = 5

const argumentsSchema = z.object({ paths: z.array(z.string()).optional(), query: z.string().optional() })

/**
 * `tool_search` that this server carries out: the model is told which tools there are, asks for some, and has them in the next round. Told as
 * recorded: `tool_search_call` with the paths that were found, then `tool_search_output` with the tools.
 */
export const openToolSearch: OpenHostedTool = (_tool, { body }): HostedTool => {
  const deferred = deferredTools(echoTools(body.tools ?? []))
  const loaded = new Set<string>()
  const left = () => deferred.filter(({ path }) => !loaded.has(path))
  return {
    type: 'tool_search',
    get functions() {
      return left().length === 0 ? [] : [searchFunction(left())]
    },
    async *call({ arguments: text }) {
      const found = findTools(left(), text)
      // A second call of the same round, for what the first has found.
      if (found.length === 0 && findTools(deferred, text).length > 0) return { tools: [] }
      const paths = found.map(({ path }) => path)
      const tools = found.map(({ tool }) => tool)
      yield { type: 'item.start', item: { type: 'tool_search_call' } }
      yield { type: 'item.end', item: { arguments: { paths } } }
      yield { type: 'item.start', item: { type: 'tool_search_output', tools } as ItemStart }
      yield { type: 'item.end' }
      for (const path of paths) loaded.add(path)
      if (tools.length === 0) return { output: 'No such tool was found.' }
      return { tools: tools.map((tool) => toLoadedTool(tool as Tool)) }
    },
  }
}

function searchFunction(deferred: readonly DeferredTool[]): HostedFunction {
  const isListed = deferred.length <= MOST_LISTED
  const list = deferred.map(({ path, description }) => `- ${path}: ${description}`)
  const properties = isListed
    ? {
        paths: { type: 'array', items: { type: 'string', enum: deferred.map(({ path }) => path) }, minItems: 1, maxItems: deferred.length },
      }
    : { query: { type: 'string' } }
  return {
    name: 'tool_search',
    description: isListed
      ? ['Makes further tools available. There are:', ...list].join('\n')
      : `Finds further tools by what they are to do; there are ${deferred.length} of them.`,
    parameters: { type: 'object', properties, required: Object.keys(properties), additionalProperties: false },
  }
}

function findTools(deferred: readonly DeferredTool[], text: string): DeferredTool[] {
  const { paths = [], query = '' } = parseArguments(text, argumentsSchema) ?? {}
  const named = deferred.filter(({ path }) => paths.includes(path))
  return named.length > 0 ? named : searchTools(deferred, [...paths, query].join(' '), { most: MOST_FOUND })
}
