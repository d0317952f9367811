import type { Annotation } from '@goldwire/schemas'

import type { Source, SourceList } from './source-list.ts'

export interface Citations {
  annotations: Annotation[]
  /** Everything before this UTF-16 index has been looked at for good. */
  end: number
}

/**
 * How a text cites: a Markdown link, in parentheses of its own or not, `[2]` and `【2†…】`, a path in the sandbox, or a bare address. Links come first, so that an
 * address inside one is not taken for a bare one; `[2](` is a link that is not finished.
 */
const citation =
  /\(\[[^\]\n]{0,500}\]\((?<wrapped>https?:\/\/[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)\)|\[(?:[^\][\n]|\[[^\][\n]*\]){0,500}\]\((?<linked>https?:\/\/[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)|\[(?<number>\d{1,4})\](?!\()|【(?<mark>\d{1,4})(?:[:†][^】\n]{0,200})?】|(?<path>sandbox:\/mnt\/data\/[^\s<>"'`[\](){}|\\^]+)|(?<bare>https?:\/\/[^\s<>"'`[\](){}|\\^]+)/gu

/** Signs that end a sentence rather than an address. */
const sentenceEnd = /[.,;:!?*_]+$/

/**
 * The citations in a text that is still growing, from `from` on. What touches the end of the text waits until more of it is there, or until it
 * is whole. A page is cited from the first to the last character of the link, address or number (recorded: `([site](https://…))` with its
 * parentheses); a file at the character where the number stands, which is where the cited passage ends; a
 * file of a container by its path (recorded: `sandbox:/mnt/data/…` without the link around it). Characters are code points, as the
 * API counts them.
 */
export function citeText(text: string, sources: SourceList, { from, isWhole }: { from: number; isWhole: boolean }): Citations {
  const annotations: Annotation[] = []
  let end = from
  citation.lastIndex = from
  for (let match = citation.exec(text); match !== null; match = citation.exec(text)) {
    if (!isWhole && match.index + match[0].length >= text.length) break
    const { source, written } = resolve(match, sources)
    end = match.index + match[0].length
    if (source !== undefined) annotations.push(annotate(text, source, { start: match.index, end: match.index + written.length }))
  }
  return { annotations, end }
}

function resolve(match: RegExpExecArray, sources: SourceList): { source: Source | undefined; written: string } {
  const { wrapped, linked, number, mark, path, bare } = match.groups ?? {}
  const counted = number ?? mark
  if (counted !== undefined) {
    const source = sources.at(Number(counted))
    return { source: source?.kind === 'container_file' ? undefined : source, written: match[0] }
  }
  const written = bare === undefined && path === undefined ? match[0] : match[0].replace(sentenceEnd, '')
  if (path !== undefined) return { source: sources.withPath(decodePath(written.slice('sandbox:/mnt/data/'.length))), written }
  return { source: sources.withUrl(wrapped ?? linked ?? written), written }
}

function annotate(text: string, source: Source, span: { start: number; end: number }): Annotation {
  const start = countCodePoints(text, span.start)
  if (source.kind === 'file') return { type: 'file_citation', file_id: source.fileId, filename: source.filename, index: start }
  const end = start + countCodePoints(text.slice(span.start), span.end - span.start)
  if (source.kind === 'container_file') {
    const { containerId, fileId, filename } = source
    return { type: 'container_file_citation', container_id: containerId, end_index: end, file_id: fileId, filename, start_index: start }
  }
  return { type: 'url_citation', end_index: end, start_index: start, title: source.title, url: source.url }
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function countCodePoints(text: string, length: number): number {
  let count = 0
  for (const point of text) {
    if ((length -= point.length) < 0) break
    count += 1
  }
  return count
}
