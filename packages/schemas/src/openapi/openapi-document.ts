import { z } from 'zod'

import { componentSchemas } from './component-schemas.ts'
import { endpoints, type Endpoint } from './endpoints.ts'

type JsonObject = Record<string, unknown>

/** An OpenAPI 3.1 document, as plain JSON. */
export interface OpenApiDocument {
  openapi: '3.1.0'
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  security: JsonObject[]
  paths: Record<string, Record<string, JsonObject>>
  components: { schemas: Record<string, JsonObject>; responses: Record<string, JsonObject>; securitySchemes: Record<string, JsonObject> }
}

const description = `The Responses API as it is really sent, generated from the schemas that read, check and emit it.

**Streams** are server-sent events: each frame is \`event: TYPE\`, one line \`data: JSON\` and a blank line. The JSON is a \`StreamEvent\`, whose \`type\` is that of the frame. \`sequence_number\` counts from 0 without gaps. A stream ends after \`response.completed\`, \`response.incomplete\` or \`response.failed\`; there is no \`[DONE]\`.

**WebSocket**: \`GET /v1/responses\` with an upgrade. Each text frame holds one JSON message: a \`ClientMessage\` from the client, a \`ServerMessage\` from the server. \`response.create\` takes the fields of \`CreateResponseBody\` (\`stream\` is implied, \`background\` is not supported); \`response.steer\` speaks to a running response. Messages with the same \`stream_id\` queue up, others run side by side, and every event carries the \`stream_id\` of its request. Errors are a \`WebsocketError\`.

**Arrays in queries** may be written \`include=a&include=b\` or \`include[]=a&include[]=b\`.`

/** The answers that are no success, by status. */
const refusals: Record<string, string> = {
  '400': 'The request is not valid: `param` names the place, `code` the kind.',
  '401': 'The API key is missing or wrong.',
  '404': 'There is no such response, conversation, item or model.',
  '429': 'Too many requests, or the quota is used up.',
  '500': 'The server failed.',
}

/**
 * The API as an OpenAPI 3.1 document: its 15 calls, their bodies, queries and answers, made from the schemas of this package. Every schema with a
 * name is a component under that name. The rules between fields of a request (`requestRules`) are prose: JSON Schema does not hold them.
 */
export function openApiDocument({ serverUrl = '/', version = '1.0.0' }: { serverUrl?: string; version?: string } = {}): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {}
  for (const endpoint of endpoints) (paths[endpoint.path] ??= {})[endpoint.method] = operation(endpoint)
  return {
    openapi: '3.1.0',
    info: { title: 'Responses API', version, description },
    servers: [{ url: serverUrl }],
    security: [{ apiKey: [] }],
    paths,
    components: {
      schemas: schemas(),
      responses: Object.fromEntries(
        Object.entries(refusals).map(([status, text]) => [
          `Error${status}`,
          { description: text, content: { 'application/json': { schema: reference('ApiErrorBody') } } },
        ]),
      ),
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } },
    },
  }
}

const reference = (component: string): { $ref: string } => ({ $ref: `#/components/schemas/${component}` })

function schemas(): Record<string, JsonObject> {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of componentSchemas()) registry.add(schema, { id })
  // Input: what is taken. Output would close objects that only drop the keys they do not know.
  const generated = z.toJSONSchema(registry, { io: 'input', uri: (id) => `#/components/schemas/${id}` })
  return Object.fromEntries(
    Object.entries(generated.schemas).map(([id, { $schema: _dialect, $id: _id, ...schema }]) => [id, schema as JsonObject]),
  )
}

function operation({ operationId, summary, description: text, path, query, body, bodyIsOptional, answer, streams }: Endpoint): JsonObject {
  const content: JsonObject = { 'application/json': { schema: reference(answer) } }
  if (streams === true)
    content['text/event-stream'] = { schema: { ...reference('StreamEvent'), description: 'The JSON of each `data:` line.' } }
  return {
    operationId,
    summary,
    ...(text === undefined ? {} : { description: text }),
    tags: [path.startsWith('/v1/responses') ? 'Responses' : 'Conversations'],
    parameters: [...pathParameters(path), ...(query === undefined ? [] : queryParameters(query))],
    ...(body === undefined
      ? {}
      : { requestBody: { required: bodyIsOptional !== true, content: { 'application/json': { schema: reference(body) } } } }),
    responses: {
      '200': { description: 'Success.', content, ...linksFrom(operationId) },
      ...Object.fromEntries(Object.keys(refusals).map((status) => [status, { $ref: `#/components/responses/Error${status}` }])),
    },
  }
}

/** Which calls give what the paths of others need, and where in their answer it stands. */
const givers: Record<string, { parameter: string; at: string }> = {
  createResponse: { parameter: 'response_id', at: '/id' },
  createConversation: { parameter: 'conversation_id', at: '/id' },
  createConversationItems: { parameter: 'item_id', at: '/data/0/id' },
}

/** From what a call has made to all calls that take it, so that tools can go from one to the next. */
function linksFrom(operationId: string): { links?: Record<string, JsonObject> } {
  const giver = givers[operationId]
  if (giver === undefined) return {}
  const takers = endpoints.filter(({ path }) => path.endsWith(`{${giver.parameter}}`) || path.includes(`{${giver.parameter}}/`))
  return { links: Object.fromEntries(takers.map((taker) => [taker.operationId, linkTo(taker, giver)])) }
}

/** The other parameters of the path are those of the call that is linked from. */
function linkTo({ operationId, path }: Endpoint, { parameter, at }: { parameter: string; at: string }): JsonObject {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name))
  // An item is made in a conversation; who takes an item takes that too. What belongs to a conversation alone is not linked from items.
  const parameters = names.map((name) => [name, name === parameter ? `$response.body#${at}` : `$request.path.${name}`] as const)
  return { operationId, parameters: Object.fromEntries(parameters.filter(([name]) => name === parameter || parameter === 'item_id')) }
}

function pathParameters(path: string): JsonObject[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
}

function queryParameters(query: z.ZodObject): JsonObject[] {
  return Object.entries(query.shape).map(([name, field]) => {
    const { $schema: _dialect, ...schema } = z.toJSONSchema(field as z.ZodType, { io: 'input' })
    return { name, in: 'query', required: false, schema }
  })
}
