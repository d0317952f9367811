import { isIP } from 'node:net'

import { isPrivateAddress } from './private-address.ts'

/** Which other servers this one may talk to on behalf of a request. Nobody, unless the operator listed them. */
export interface HostPolicy {
  /** Whether a URL of this host may be asked at all. */
  allows(url: URL): boolean
  /** Whether the address the host's name stands for may be connected to: a private one only where the operator named this very host. */
  allowsAddress(url: URL, address: string): boolean
}

/**
 * @param allowHosts - `example.com`, `example.com:8443`, `127.0.0.1`, `[::1]`; `*.example.com` for its subdomains; `*` for the whole public
 * internet. A port that is left out means every port. Wildcards never reach private addresses.
 * @throws RangeError for an entry that is none of these
 */
export function createHostPolicy(allowHosts: readonly string[]): HostPolicy {
  const rules = allowHosts.map(parseRule)
  const matching = (url: URL) => rules.filter((rule) => rule.matches(url))
  return {
    allows(url) {
      if (url.protocol !== 'http:' && url.protocol !== 'https:') return false
      const found = matching(url)
      const address = bareHost(url)
      return found.some((rule) => rule.isExact) || (found.length > 0 && (isIP(address) === 0 || !isPrivateAddress(address)))
    },
    allowsAddress: (url, address) => {
      const found = matching(url)
      return found.some((rule) => rule.isExact) || (found.length > 0 && !isPrivateAddress(address))
    },
  }
}

/** The host of a URL without the brackets of IPv6 and the dot at the end of a full name. */
export function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

interface Rule {
  isExact: boolean
  matches(url: URL): boolean
}

function parseRule(text: string): Rule {
  const [, host = '', port = ''] = /^(\*|\*\.[^:*/\s]+|\[[0-9a-f:.]+\]|[^:*/\s]+)(?::(\d{1,5}))?$/i.exec(text.trim()) ?? []
  if (host === '')
    throw new RangeError(`Invalid host '${text}': write example.com, example.com:8443, *.example.com, 127.0.0.1, [::1] or *.`)
  const fitsPort = (url: URL) => port === '' || effectivePort(url) === port
  if (host === '*') return { isExact: false, matches: fitsPort }
  const name = bareHost(new URL(`http://${host.replace(/^\*\./, '')}`))
  if (host.startsWith('*.')) return { isExact: false, matches: (url) => fitsPort(url) && bareHost(url).endsWith(`.${name}`) }
  return { isExact: true, matches: (url) => fitsPort(url) && bareHost(url) === name }
}

function effectivePort({ port, protocol }: URL): string {
  if (port !== '') return port
  return protocol === 'https:' ? '443' : '80'
}
