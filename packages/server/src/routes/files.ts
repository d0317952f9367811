import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'

import type { AppContext } from '../app-context.ts'
import type { FileObject } from '../files/file-store.ts'
import { ApiError } from '../run/api-error.ts'
import { listObjects } from './list-objects.ts'
import { parseQueryOf } from './parse.ts'
import { addRoutes } from './route-set.ts'
import { readUpload } from './read-upload.ts'

const listQuerySchema = z.object({ purpose: z.string().exactOptional() })

/** POST and GET /v1/files, GET and DELETE /v1/files/{id}, GET …/content. Uploads are `multipart/form-data`, as nothing else here is. */
export function addFileRoutes(app: FastifyInstance, context: AppContext): void {
  const { files, vectorStores } = context.hosted

  app.register(async (scope) => {
    await scope.register(multipart, {
      limits: { fileSize: context.limits.bodyBytes, files: 1, fields: 10, fieldSize: 4_096, headerPairs: 100 },
    })
    addRoutes(scope, '/v1/files', {
      POST: async (request) => {
        const { file, content } = await readUpload(request, context)
        await files.put(file, content)
        return file
      },
      GET: async (request) => {
        const { purpose } = parseQueryOf(request, listQuerySchema)
        const kept = await files.list()
        return listObjects(request, purpose === undefined ? kept : kept.filter((file) => file.purpose === purpose), { isLong: true })
      },
    })
  })

  addRoutes(app, '/v1/files/:file_id', {
    GET: (request) => find(context, request),
    DELETE: async (request) => {
      const { id } = await find(context, request)
      // In this order: should the server die in between, the file is still there to be deleted.
      await vectorStores.forgetFile(id)
      await files.delete(id)
      return { object: 'file', deleted: true, id }
    },
  })

  addRoutes(app, '/v1/files/:file_id/content', {
    GET: async (request, reply) => {
      const { id, filename } = await find(context, request)
      const content = (await files.content(id)) ?? new Uint8Array()
      // Whatever was uploaded, a browser must not run it.
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`)
        .header('x-content-type-options', 'nosniff')
        .send(Buffer.from(content.buffer, content.byteOffset, content.byteLength))
    },
  })
}

async function find({ hosted }: AppContext, request: FastifyRequest): Promise<FileObject> {
  const { file_id: id } = request.params as { file_id: string }
  const file = await hosted.files.get(id)
  if (file === null) throw new ApiError({ code: null, status: 404, param: 'id', message: `No such File object: ${id}` })
  return file
}
