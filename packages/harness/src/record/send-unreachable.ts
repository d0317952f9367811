import type { ServerResponse } from 'node:http'

/** Why a connection could not be made, and what its user can do. */
export function explainUnreachable(label: string, { code, message }: { code?: string; message: string }): string {
  const why: Record<string, string> = {
    ECONNREFUSED: 'nothing listens there; is the server running?',
    ENOTFOUND: 'there is no such host; is the URL right?',
    EAI_AGAIN: 'its name could not be looked up; is there a network?',
    ETIMEDOUT: 'it did not answer in time',
    ECONNRESET: 'it closed the connection at once; is it http where it should be https?',
    EPROTO: 'it does not speak TLS; is it https where it should be http?',
    CERT_HAS_EXPIRED: 'its certificate has expired',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed; NODE_EXTRA_CA_CERTS names a file of authorities to trust',
  }
  return `The recorder cannot reach ${label}: ${why[code ?? ''] ?? message}${code === undefined ? '' : ` (${code})`}`
}

/** Answers for a server that cannot be reached: 502 in OpenAI's error shape. */
export function sendUnreachable(outgoing: ServerResponse, label: string, error: NodeJS.ErrnoException): void {
  const message = explainUnreachable(label, { message: error.message, ...(error.code !== undefined && { code: error.code }) })
  const body = JSON.stringify({ error: { message, type: 'server_error', param: null, code: 'upstream_unreachable' } })
  outgoing.writeHead(502, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-goldwire-recorder': 'unreachable',
  })
  outgoing.end(body)
}
