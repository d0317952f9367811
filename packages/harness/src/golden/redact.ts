import type { Golden } from './golden.ts'
import { createRedactor } from './redactor.ts'

export interface RedactOptions {
  /** Secrets known to the caller (the key it sent, say); removed wherever they stand. Shorter than 4 characters are ignored. */
  secrets?: readonly string[]
}

/**
 * Removes secrets from a golden: credentials, cookies, organisation, project and API keys in headers, bodies, URLs and streamed text, also
 * where a secret is spread over several deltas, escaped, or percent-encoded. Every occurrence of one secret gets the same mask of the same
 * length, so that lengths, chunk offsets and links hold. What holds no secret keeps its exact text.
 */
export function redactGolden({ header, lines }: Golden, options: RedactOptions = {}): Golden {
  const redactor = createRedactor(options)
  redactor.collectHeader(header)
  for (const line of lines) redactor.collect(line)
  for (const line of lines) redactor.locate(line)
  return { header: redactor.maskHeader(header), lines: lines.map((line) => redactor.mask(line)) }
}
