import type { ServerResponse } from 'node:http'

import type { ApiErrorBody } from '@goldwire/schemas'

import { toErrorBody } from './error-body.ts'

/** Answers with OpenAI's error shape. */
export function sendError(client: ServerResponse, status: number, message: string | ApiErrorBody, headers: readonly string[] = []): void {
  const body = typeof message === 'string' ? toErrorBody(status, JSON.stringify({ message })) : message
  const text = JSON.stringify(body)
  client.writeHead(status, [...headers, 'Content-Type', 'application/json', 'Content-Length', String(Buffer.byteLength(text))])
  client.end(text)
}
