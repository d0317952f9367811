import type { FileSearchTool } from '@goldwire/schemas'
import { z } from 'zod'

import type { Step } from '../../engines/step.ts'
import { ApiError } from '../../run/api-error.ts'
import type { SourceList } from '../citations/source-list.ts'
import type { HostedFunction, HostedOutcome, HostedTool } from '../hosted-tool.ts'
import type { OpenHostedTool } from '../open-hosted-tools.ts'
import { fitPassages, outputBudget } from '../output-budget.ts'
import { parseArguments } from '../parse-arguments.ts'
import type { SearchResult } from './search-store.ts'
import type { VectorStores } from './vector-stores.ts'

const DEFAULT_RESULTS = 20

/** Models that were not trained for this call now and then write one query for several. */
const argumentsSchema = z.object({
  queries: z
    .union([z.string().transform((query) => [query]), z.array(z.string())])
    .transform((queries) => queries.map((query) => query.trim()).filter((query) => query !== ''))
    .pipe(z.array(z.string()).min(1).max(10)),
})

export interface FileSearchToolOptions {
  stores: VectorStores
  sources: SourceList
  /** `results` are wanted: `include: ["file_search_call.results"]`. */
  includeResults: boolean
  /** Characters of one call's result that the model is told. */
  budget: number
  /** Of the tool in the request, for errors. */
  param: string
}

/**
 * `file_search`: the model may search the request's vector stores. Each call is a `file_search_call` with its queries, and with what was found
 * where that is included.
 *
 * @throws ApiError 404 for a store that is not there, 400 for one that has expired and for weights this search does not have
 */
export async function createFileSearchTool(
  tool: FileSearchTool,
  { stores, sources, includeResults, budget, param }: FileSearchToolOptions,
): Promise<HostedTool> {
  await checkTool(tool, stores, param)

  async function* search(text: string): AsyncGenerator<Step, HostedOutcome, undefined> {
    const queries = parseArguments(text, argumentsSchema)?.queries
    yield { type: 'item.start', item: { type: 'file_search_call' } }
    yield { type: 'phase', phase: 'searching' }
    const results = queries === undefined ? null : await find(queries)
    if (queries === undefined || results === null) {
      const reason = queries === undefined ? 'The argument queries is missing.' : 'A vector store is gone.'
      yield { type: 'item.end', item: { queries: queries ?? [], status: 'failed' } }
      return { output: `The search failed: ${reason}` }
    }
    yield { type: 'phase', phase: 'completed' }
    yield { type: 'item.end', item: { queries, results: includeResults ? results.map(toWire) : null } }
    return { output: tellResults(results, { sources, budget }) }
  }

  /** null when a store was deleted, or has expired, since the request began. */
  const find = async (queries: readonly string[]): Promise<SearchResult[] | null> => {
    const { filters, max_num_results: maxResults = DEFAULT_RESULTS, ranking_options: ranking } = tool
    try {
      return await stores.search(tool.vector_store_ids, {
        queries,
        maxResults,
        filters: filters ?? null,
        scoreThreshold: ranking?.score_threshold ?? 0,
      })
    } catch (error) {
      if (error instanceof ApiError) return null
      throw error
    }
  }

  return { type: tool.type, functions: [searchFunction], sources, call: ({ arguments: text }) => search(text) }
}

/** The file search of a request. */
export const openFileSearch: OpenHostedTool = (tool, { body, param, context, sources }) =>
  createFileSearchTool(tool as FileSearchTool, {
    stores: context.hosted.vectorStores,
    sources,
    includeResults: body.include?.includes('file_search_call.results') === true,
    budget: outputBudget(body, context),
    param,
  })

async function checkTool(tool: FileSearchTool, stores: VectorStores, param: string): Promise<void> {
  for (const storeId of tool.vector_store_ids) {
    const store = await stores.get(storeId).catch((error: unknown) => {
      if (error instanceof ApiError) return undefined
      throw error
    })
    if (store?.status === 'completed') continue
    const fault = store === undefined ? { code: null, status: 404 } : { code: 'invalid_value' as const, status: 400 }
    const message = `Vector store with id ['${storeId}'] ${store === undefined ? 'not found' : 'has expired'}.`
    throw new ApiError({ ...fault, param: `${param}.vector_store_ids`, message })
  }
  if (tool.ranking_options?.hybrid_search !== undefined) {
    const message = "This server searches by words alone, so there is nothing to weigh. Leave 'hybrid_search' out."
    throw new ApiError({ code: 'unsupported_value', param: `${param}.ranking_options.hybrid_search`, message })
  }
}

const searchFunction: HostedFunction = {
  name: 'file_search',
  description: "Searches the user's files for passages that share words with the queries.",
  parameters: {
    type: 'object',
    properties: { queries: { type: 'array', items: { type: 'string' }, description: 'One query or more, in different words.' } },
    required: ['queries'],
    additionalProperties: false,
  },
}

function tellResults(results: readonly SearchResult[], { sources, budget }: Pick<FileSearchToolOptions, 'sources' | 'budget'>): string {
  if (results.length === 0) return 'The search found nothing.'
  const passages = results.map(({ fileId, filename, text }) => `[${sources.add({ kind: 'file', fileId, filename })}] ${filename}\n${text}`)
  return [...fitPassages(passages, budget), 'Cite a file by its number in square brackets, such as [1].'].join('\n\n')
}

function toWire({ attributes, fileId, filename, score, text, vectorStoreId }: SearchResult): object {
  return { attributes, file_id: fileId, filename, score, text, vector_store_id: vectorStoreId }
}
