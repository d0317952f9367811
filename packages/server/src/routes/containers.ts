import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'

import type { AppContext } from '../app-context.ts'
import { ApiError } from '../run/api-error.ts'
import type { Container, ContainerFile, Containers } from '../tools/code-interpreter/containers.ts'
import { listObjects } from './list-objects.ts'
import { parseBody } from './parse.ts'
import { addRoutes } from './route-set.ts'

/** POST /v1/containers. What containers of this server do not have (more memory, a network, skills) is refused as an unknown parameter. */
const createContainerSchema = z.strictObject({
  name: z.string().min(1).max(256),
  expires_after: z.strictObject({ anchor: z.literal('last_active_at'), minutes: z.int().min(1).max(20) }).exactOptional(),
  file_ids: z.array(z.string()).max(50).exactOptional(),
  memory_limit: z.literal('1g').exactOptional(),
  network_policy: z.strictObject({ type: z.literal('disabled') }).exactOptional(),
})

/** A file that is in `/v1/files` already. */
const addFileSchema = z.strictObject({ file_id: z.string() })

/** /v1/containers and the files in them. Nothing where there is no code interpreter. */
export function addContainerRoutes(app: FastifyInstance, context: AppContext): void {
  const { containers, files } = context.hosted
  if (containers === null) return
  const upload = async (container: Container, fileId: string, param: string): Promise<ContainerFile> => {
    const [file, bytes] = await Promise.all([files.get(fileId), files.content(fileId)])
    if (file === null || bytes === null) throw new ApiError({ code: null, status: 404, param, message: `No such File object: ${fileId}` })
    return container.addFile({ name: file.filename, bytes })
  }

  addRoutes(app, '/v1/containers', {
    POST: async (request) => {
      const { name, expires_after: expiry, file_ids: fileIds = [] } = parseBody(request, createContainerSchema)
      const container = containers.create({ name, ...(expiry !== undefined && { minutes: expiry.minutes }) })
      for (const [index, id] of fileIds.entries()) await upload(container, id, `file_ids[${index}]`)
      return container.tell()
    },
    GET: async (request) => listObjects(request, containers.list()),
  })

  addRoutes(app, '/v1/containers/:container_id', {
    GET: async (request) => find(containers, request).tell(),
    DELETE: async (request) => {
      const { id } = find(containers, request)
      await containers.delete(id)
      return { id, object: 'container.deleted', deleted: true }
    },
  })

  app.register(async (scope) => {
    await scope.register(multipart, { limits: { fileSize: context.limits.bodyBytes, files: 1, fields: 10, headerPairs: 100 } })
    addRoutes(scope, '/v1/containers/:container_id/files', {
      POST: async (request) => {
        const container = find(containers, request)
        if (!request.isMultipart()) {
          return tellFile(container, await upload(container, parseBody(request, addFileSchema).file_id, 'file_id'))
        }
        const part = await request.file()
        if (part === undefined) {
          throw new ApiError({ code: 'missing_required_parameter', param: 'file', message: "Missing required parameter: 'file'." })
        }
        return tellFile(container, container.addFile({ name: part.filename, bytes: await part.toBuffer() }))
      },
      GET: async (request) => {
        const container = find(containers, request)
        return listObjects(
          request,
          container.files().map((file) => tellFile(container, file)),
        )
      },
    })
  })

  addRoutes(app, '/v1/containers/:container_id/files/:file_id', {
    GET: async (request) => {
      const container = find(containers, request)
      return tellFile(container, findFile(container, request))
    },
  })

  addRoutes(app, '/v1/containers/:container_id/files/:file_id/content', {
    GET: async (request, reply) => {
      const { bytes } = findFile(find(containers, request), request)
      return reply.type('application/octet-stream').header('x-content-type-options', 'nosniff').send(Buffer.from(bytes))
    },
  })
}

function find(containers: Containers, request: FastifyRequest): Container {
  const { container_id: id } = request.params as { container_id: string }
  const container = containers.get(id)
  if (container === null) throw new ApiError({ code: null, status: 404, message: `Container with id '${id}' not found.` })
  return container
}

function findFile(container: Container, request: FastifyRequest): ContainerFile {
  const { file_id: id } = request.params as { file_id: string }
  const file = container.files().find((one) => one.id === id)
  if (file === undefined)
    throw new ApiError({ code: null, status: 404, message: `No file with id '${id}' in container '${container.id}'.` })
  return file
}

interface ContainerFileObject {
  id: string
  object: 'container.file'
  created_at: number
  bytes: number
  container_id: string
  path: string
  source: 'user' | 'assistant'
}

function tellFile(container: Container, { id, name, bytes, createdAt, source }: ContainerFile): ContainerFileObject {
  const path = `/mnt/data/${name}`
  return { id, object: 'container.file', created_at: createdAt, bytes: bytes.length, container_id: container.id, path, source }
}
