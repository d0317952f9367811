import type { RandomBytes } from '../run/random-bytes.ts'
import type { WebSearchConfig } from './web-search/search-web.ts'

export interface HostedServiceOptions {
  /** Where `web_search` searches; requests for it are refused while there is none. */
  webSearch?: WebSearchConfig
}

/** What hosted tools stand on, one for each app; what requests leave there (files, stores, containers) outlives them. */
export interface HostedServices {
  webSearch: WebSearchConfig | null
  close(): Promise<void>
}

export function createHostedServices(
  { webSearch }: HostedServiceOptions,
  _options: { now: () => number; random: RandomBytes },
): HostedServices {
  return {
    webSearch: webSearch ?? null,
    close: () => Promise.resolve(),
  }
}
