import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'

import type { AppContext } from '../app-context.ts'
import { ApiError } from '../run/api-error.ts'
import type { ContainerFile } from '../tools/code-interpreter/container-records.ts'
import type { Container, Containers } from '../tools/code-interpreter/containers.ts'
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
    return await container.addFile({ name: file.filename, bytes })
  }

  addRoutes(app, '/v1/containers', {
    POST: async (request) => {
      const { name, expires_after: expiry, file_ids: fileIds = [] } = parseBody(request, createContainerSchema)
      const container = await containers.create({ name, ...(expiry !== undefined && { minutes: expiry.minutes }) })
      for (const [index, id] of fileIds.entries()) await upload(container, id, `file_ids[${index}]`)
      return container.tell()
    },
    GET: async (request) => listObjects(request, await containers.list()),
  })

  addRoutes(app, '/v1/containers/:container_id', {
    GET: async (request) => (await find(containers, request)).tell(),
    DELETE: async (request) => {
      const { id } = await find(containers, request)
      await containers.delete(id)
      return { id, object: 'container.deleted', deleted: true }
    },
  })

  app.register(async (scope) => {
    await scope.register(multipart, { limits: { fileSize: context.limits.bodyBytes, files: 1, fields: 10, headerPairs: 100 } })
    addRoutes(scope, '/v1/containers/:container_id/files', {
      POST: async (request) => {
        const container = await find(containers, request)
        if (!request.isMultipart()) {
          return tellFile(container, await upload(container, parseBody(request, addFileSchema).file_id, 'file_id'))
        }
        const part = await request.file()
        if (part === undefined) {
          throw new ApiError({ code: 'missing_required_parameter', param: 'file', message: "Missing required parameter: 'file'." })
        }
        return tellFile(container, await container.addFile({ name: part.filename, bytes: await part.toBuffer() }))
      },
      GET: async (request) => {
        const container = await find(containers, request)
        return listObjects(
          request,
          (await container.files()).map((file) => tellFile(container, file)),
        )
      },
    })
  })

  addRoutes(app, '/v1/containers/:container_id/files/:file_id', {
    GET: async (request) => {
      const container = await find(containers, request)
      return tellFile(container, await findFile(container, request))
    },
  })

  addRoutes(app, '/v1/containers/:container_id/files/:file_id/content', {
    GET: async (request, reply) => {
      const container = await find(containers, request)
      const { id } = await findFile(container, request)
      const bytes = (await container.bytes(id)) ?? new Uint8Array()
      return reply.type('application/octet-stream').header('x-content-type-options', 'nosniff').send(Buffer.from(bytes))
    },
  })
}

async function find(containers: Containers, request: FastifyRequest): Promise<Container> {
  const { container_id: id } = request.params as { container_id: string }
  const container = await containers.get(id)
  if (container === null) throw new ApiError({ code: null, status: 404, message: `Container with id '${id}' not found.` })
  return container
}

async function findFile(container: Container, request: FastifyRequest): Promise<ContainerFile> {
  const { file_id: id } = request.params as { file_id: string }
  const file = (await container.files()).find((one) => one.id === id)
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

function tellFile(container: Container, { id, name, size, createdAt, source }: ContainerFile): ContainerFileObject {
  const path = `/mnt/data/${name}`
  return { id, object: 'container.file', created_at: createdAt, bytes: size, container_id: container.id, path, source }
}
