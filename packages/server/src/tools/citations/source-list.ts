/** Something a tool told the model about, and that an answer may cite. */
export type Source =
  | { kind: 'url'; url: string; title: string }
  | { kind: 'file'; fileId: string; filename: string }
  /** Cited by its path alone (`sandbox:/mnt/data/…`), the way models write it. A later file of that name takes its place. */
  | { kind: 'container_file'; containerId: string; fileId: string; filename: string }

/** What the tools of one request have told the model so far, numbered through. */
export interface SourceList {
  /** The number the model is to cite the source by, from 1. The same source keeps its number. */
  add(source: Source): number
  /** The source with this number. */
  at(number: number): Source | undefined
  /** The page with this address; a trailing slash, a fragment and tracking parameters make no difference. */
  withUrl(url: string): (Source & { kind: 'url' }) | undefined
  /** The file of a container with this name. */
  withPath(filename: string): (Source & { kind: 'container_file' }) | undefined
  readonly size: number
}

export function createSourceList(): SourceList {
  const sources: Source[] = []
  const numbers = new Map<string, number>()
  return {
    add(source) {
      const key = keyOf(source)
      const known = numbers.get(key)
      if (known !== undefined) {
        sources[known - 1] = source
        return known
      }
      const number = sources.push(source)
      numbers.set(key, number)
      return number
    },
    at: (number) => sources[number - 1],
    withUrl(url) {
      const source = sources[(numbers.get(pageKey(url)) ?? 0) - 1]
      return source?.kind === 'url' ? source : undefined
    },
    withPath(filename) {
      const source = sources[(numbers.get(pathKey(filename)) ?? 0) - 1]
      return source?.kind === 'container_file' ? source : undefined
    },
    get size() {
      return sources.length
    },
  }
}

function keyOf(source: Source): string {
  if (source.kind === 'url') return pageKey(source.url)
  return source.kind === 'file' ? `file ${source.fileId}` : pathKey(source.filename)
}

function pathKey(filename: string): string {
  return `path ${filename}`
}

function pageKey(url: string): string {
  const parsed = URL.parse(url)
  if (parsed === null) return `url ${url}`
  parsed.hash = ''
  const names = Array.from(parsed.searchParams.keys())
  for (const name of names) if (name.startsWith('utm_')) parsed.searchParams.delete(name)
  return `url ${parsed.href.replace(/\/(?=$|\?)/, '')}`
}
