import type { Capture } from './capture-response.ts'

/** What an error body says; '' for what it does not. */
export function errorOf(body: unknown): { code: string; param: string; message: string } {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : body
  const field = (key: string) => {
    const value = typeof error === 'object' && error !== null ? (error as { [key: string]: unknown })[key] : undefined
    return typeof value === 'string' ? value : ''
  }
  return {
    code: field('code'),
    param: field('param'),
    message: field('message') || (typeof error === 'string' && error !== '' ? error.slice(0, 200) : 'no message'),
  }
}

/** A refusal in one line: `400 unsupported_value (tools): …`. */
export function refusalOf({ status, body }: Pick<Capture, 'status' | 'body'>): string {
  const { code, param, message } = errorOf(body)
  return `${status}${code ? ` ${code}` : ''}${param ? ` (${param})` : ''}: ${message}`
}

/** Whether a refusal says by itself that the server lacks something, rather than that the request is wrong. */
export function saysUnsupported({ status, body }: Pick<Capture, 'status' | 'body'>): boolean {
  const { code, message } = errorOf(body)
  if (status === 501) return true
  return (
    status >= 400 &&
    status < 500 &&
    (code.startsWith('unsupported') || /not supported|not support\b|unsupported|not implemented/i.test(message))
  )
}
