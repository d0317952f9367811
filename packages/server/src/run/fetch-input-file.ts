import { checkRemoteUrl } from '../net/check-remote-url.ts'
import { createGuardedFetch } from '../net/guarded-fetch.ts'
import type { HostPolicy } from '../net/host-policy.ts'
import { ApiError } from './api-error.ts'
import type { InputFile } from './read-input-files.ts'

const TIMEOUT = 15_000
const MAX_BYTES = 16 * 1024 * 1024
const MAX_REDIRECTS = 3

/**
 * Fetches a file by its URL, from hosts that the operator allowed and never from private addresses; each redirect is checked like the first URL.
 *
 * @throws ApiError 400: for a host that is not allowed, or an answer that is no file
 */
export async function fetchInputFile(text: string, { hosts, param }: { hosts: HostPolicy; param: string }): Promise<InputFile> {
  const fetch = createGuardedFetch({ hosts, maxBytes: MAX_BYTES })
  let url = checkRemoteUrl(text, { hosts, param })
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const response = await ask(() => fetch(url, { signal: AbortSignal.timeout(TIMEOUT) }), { url, param })
    const target = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null
    if (target !== null) {
      await response.body?.cancel()
      url = checkRemoteUrl(URL.parse(target, url.href)?.href ?? '', { hosts, param })
      continue
    }
    if (!response.ok) {
      await response.body?.cancel()
      throw failed(param, url, `it answered with status ${response.status}`)
    }
    const bytes = new Uint8Array(await ask(() => response.arrayBuffer(), { url, param }))
    const name = url.pathname.split('/').at(-1) ?? ''
    return { name: name === '' ? null : decode(name), mediaType: response.headers.get('content-type'), bytes }
  }
  throw failed(param, url, 'it redirects too often')
}

async function ask<T>(action: () => Promise<T>, { url, param }: { url: URL; param: string }): Promise<T> {
  try {
    return await action()
  } catch (cause) {
    // What went wrong inside tells about the operator's network, so it stays here.
    const why = cause instanceof DOMException && cause.name === 'TimeoutError' ? 'it took too long' : 'it could not be read'
    throw failed(param, url, why, cause)
  }
}

function failed(param: string, url: URL, why: string, cause?: unknown): ApiError {
  return new ApiError({
    code: 'invalid_value',
    param,
    message: `Error while downloading '${url.origin}${url.pathname}' for '${param}': ${why}.`,
    cause,
  })
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
