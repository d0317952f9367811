import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'

import type { AppContext } from '../app-context.ts'
import { ApiError } from '../run/api-error.ts'
import type { VectorStoreFileObject } from '../tools/file-search/vector-store-objects.ts'
import {
  attachBatchSchema,
  attachFileSchema,
  createVectorStoreSchema,
  searchVectorStoreSchema,
  toChunkSizes,
  updateFileSchema,
  updateVectorStoreSchema,
} from '../tools/file-search/vector-store-requests.ts'
import { listObjects } from './list-objects.ts'
import { parseBody, parseQueryOf } from './parse.ts'
import { addRoutes } from './route-set.ts'

const DEFAULT_RESULTS = 10
const listFilesQuerySchema = z.object({ filter: z.enum(['in_progress', 'completed', 'failed', 'cancelled']).exactOptional() })

/** /v1/vector_stores and everything below it: stores, their files, batches of files, search. */
export function addVectorStoreRoutes(app: FastifyInstance, { hosted }: AppContext): void {
  const { vectorStores: stores, files } = hosted
  const attach = async (storeId: string, body: z.output<typeof attachFileSchema>) =>
    await stores.attach(storeId, body.file_id, {
      attributes: body.attributes ?? null,
      chunkSizes: toChunkSizes(body.chunking_strategy),
    })

  addRoutes(app, '/v1/vector_stores', {
    POST: async (request) => {
      const { file_ids: fileIds = [], chunking_strategy: strategy, metadata, ...settings } = parseBody(request, createVectorStoreSchema)
      for (const id of fileIds) {
        if ((await files.get(id)) === null) throw new ApiError({ code: null, param: 'file_ids', message: `No such File object: ${id}` })
      }
      const { id } = await stores.create({ ...settings, metadata: metadata ?? {} })
      if (fileIds.length > 0)
        await stores.attachBatch(
          id,
          fileIds.map((fileId) => ({ fileId, chunkSizes: toChunkSizes(strategy) })),
        )
      return await stores.get(id)
    },
    GET: async (request) => listObjects(request, await stores.list()),
  })

  addRoutes(app, '/v1/vector_stores/:store_id', {
    GET: async (request) => await stores.get(params(request).store_id),
    POST: async (request) => {
      const { metadata, ...settings } = parseBody(request, updateVectorStoreSchema)
      return await stores.update(params(request).store_id, { ...settings, ...(metadata !== undefined && { metadata: metadata ?? {} }) })
    },
    DELETE: async (request) => {
      const id = params(request).store_id
      await stores.delete(id)
      return { id, object: 'vector_store.deleted', deleted: true }
    },
  })

  addRoutes(app, '/v1/vector_stores/:store_id/search', {
    POST: async (request) => {
      const { query, max_num_results: maxResults = DEFAULT_RESULTS, ...body } = parseBody(request, searchVectorStoreSchema)
      const queries = [query].flat()
      const { filters = null, ranking_options: ranking } = body
      const found = await stores.search([params(request).store_id], {
        queries,
        maxResults,
        filters,
        scoreThreshold: ranking?.score_threshold ?? 0,
      })
      const data = found.map(({ fileId, filename, score, attributes, text }) => ({
        file_id: fileId,
        filename,
        score,
        attributes,
        content: [{ type: 'text', text }],
      }))
      return { object: 'vector_store.search_results.page', search_query: queries, data, has_more: false, next_page: null }
    },
  })

  addRoutes(app, '/v1/vector_stores/:store_id/files', {
    POST: async (request) => await attach(params(request).store_id, parseBody(request, attachFileSchema)),
    GET: async (request) => listFiles(request, await stores.listFiles(params(request).store_id)),
  })

  addRoutes(app, '/v1/vector_stores/:store_id/files/:file_id', {
    GET: async (request) => await stores.getFile(params(request).store_id, params(request).file_id),
    POST: async (request) => {
      const { attributes } = parseBody(request, updateFileSchema)
      return await stores.updateFile(params(request).store_id, params(request).file_id, attributes ?? {})
    },
    DELETE: async (request) => {
      const { store_id: storeId, file_id: id } = params(request)
      await stores.detach(storeId, id)
      return { id, object: 'vector_store.file.deleted', deleted: true }
    },
  })

  addRoutes(app, '/v1/vector_stores/:store_id/files/:file_id/content', {
    GET: async (request) => {
      const chunks = await stores.fileChunks(params(request).store_id, params(request).file_id)
      const data = chunks.map((text) => ({ type: 'text', text }))
      return { object: 'vector_store.file_content.page', data, has_more: false, next_page: null }
    },
  })

  addRoutes(app, '/v1/vector_stores/:store_id/file_batches', {
    POST: async (request) => {
      const { file_ids: fileIds, files: own, attributes = null, chunking_strategy: strategy } = parseBody(request, attachBatchSchema)
      if ((fileIds === undefined) === (own === undefined)) {
        throw new ApiError({ code: 'invalid_value', param: 'file_ids', message: "Send either 'file_ids' or 'files'." })
      }
      const shared = { attributes, chunkSizes: toChunkSizes(strategy) }
      const wanted =
        own?.map((file) => ({
          fileId: file.file_id,
          attributes: file.attributes ?? null,
          chunkSizes: toChunkSizes(file.chunking_strategy),
        })) ?? (fileIds ?? []).map((fileId) => ({ fileId, ...shared }))
      return await stores.attachBatch(params(request).store_id, wanted)
    },
  })

  addRoutes(app, '/v1/vector_stores/:store_id/file_batches/:batch_id', {
    GET: async (request) => (await stores.getBatch(params(request).store_id, params(request).batch_id)).batch,
  })

  addRoutes(app, '/v1/vector_stores/:store_id/file_batches/:batch_id/cancel', {
    // Whatever was to be indexed, is: there is nothing to stop.
    POST: async (request) => (await stores.getBatch(params(request).store_id, params(request).batch_id)).batch,
  })

  addRoutes(app, '/v1/vector_stores/:store_id/file_batches/:batch_id/files', {
    GET: async (request) => {
      const { store_id: storeId, batch_id: batchId } = params(request)
      const ids = new Set((await stores.getBatch(storeId, batchId)).fileIds)
      const all = await stores.listFiles(storeId)
      return listFiles(
        request,
        all.filter(({ id }) => ids.has(id)),
      )
    },
  })
}

function listFiles(request: FastifyRequest, files: readonly VectorStoreFileObject[]): unknown {
  const { filter } = parseQueryOf(request, listFilesQuerySchema)
  return listObjects(request, filter === undefined ? files : files.filter(({ status }) => status === filter))
}

function params(request: FastifyRequest): { store_id: string; file_id: string; batch_id: string } {
  return request.params as { store_id: string; file_id: string; batch_id: string }
}
