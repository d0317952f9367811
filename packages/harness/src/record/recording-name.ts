/** Words of the API's paths, which may stand in a file's name; ids, and whatever else a client asks for, may not. */
const words = new Set(
  (
    'responses chat completions models conversations items input_items input_tokens cancel compact embeddings files vector_stores containers ' +
    'content uploads parts batches images generations edits audio speech transcriptions translations moderations realtime assistants threads runs messages search props health'
  ).split(' '),
)

export interface NamedRequest {
  method: string
  path: string
  /** The answer streams. */
  stream: boolean
  websocket?: boolean
}

/** What a recording is of, in a few words for its file's name: `post-responses-stream`, `get-responses-id-input_items`. */
export function describeRequest({ method, path, stream, websocket = false }: NamedRequest): string {
  const segments = (path.split(/[?#]/)[0] ?? '').split('/').filter((segment) => segment !== '' && !/^v\d+$/.test(segment))
  const named = segments.map((segment, index) => (words.has(segment) ? segment : index === 0 ? 'other' : 'id'))
  const verb = websocket ? 'websocket' : method.toLowerCase().replaceAll(/[^a-z]/g, '')
  return [verb, ...named.slice(0, 6), ...(stream && !websocket ? ['stream'] : [])].join('-')
}

/** Who a server belongs to, by its host: `openai`, `azure`, `openrouter`, `local`; else the host without its ending. */
export function providerOf(upstream: string | URL): string {
  const { hostname } = new URL(upstream)
  if (hostname === 'localhost' || hostname.startsWith('127.') || hostname === '[::1]') return 'local'
  if (hostname === 'api.openai.com') return 'openai'
  if (hostname.endsWith('.azure.com')) return 'azure'
  if (/^[\d.]+$|^\[/.test(hostname)) return 'unknown'
  return hostname.split('.').at(-2) ?? hostname
}
