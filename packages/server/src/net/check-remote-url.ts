import { ApiError } from '../run/api-error.ts'
import type { HostPolicy } from './host-policy.ts'

/**
 * A URL of a request that this server is to ask.
 *
 * @param param - the field it came from, for errors
 * @throws ApiError 400: `invalid_value` for what is no web address, `unsupported_value` for a host the operator has not allowed
 */
export function checkRemoteUrl(text: string, { hosts, param }: { hosts: HostPolicy; param: string }): URL {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new ApiError({ code: 'invalid_value', param, message: `Invalid '${param}': expected an http or https URL.` })
  }
  if (url.username !== '' || url.password !== '') {
    throw new ApiError({ code: 'invalid_value', param, message: `Invalid '${param}': a URL with a user or password in it is not taken.` })
  }
  if (hosts.allows(url)) return url
  const message =
    `Unsupported host in '${param}': this server may not connect to '${url.host}'. ` +
    `Its operator can allow it (goldwire serve --allow-host ${url.host}).`
  throw new ApiError({ code: 'unsupported_value', param, message })
}
