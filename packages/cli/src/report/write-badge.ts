import { badgeOf, renderBadge, scoreOf, toShieldsEndpoint, type CheckJson } from '@goldwire/harness'

import { UsageError } from '../exit-code.ts'
import { writeWhole } from './write-whole.ts'

/**
 * Writes a badge of what a server passes, as the file's ending says: a picture, or what shields.io reads.
 * @throws UsageError for another ending, and when the file cannot be written
 */
export async function writeBadge(file: string, check: CheckJson): Promise<void> {
  const badge = badgeOf(
    scoreOf(check),
    check.scenarios.some((each) => each.status !== 'unreachable'),
  )
  if (file.endsWith('.svg')) await writeWhole(file, renderBadge(badge))
  else if (file.endsWith('.json')) await writeWhole(file, `${JSON.stringify(toShieldsEndpoint(badge))}\n`)
  else throw new UsageError(`--badge ${file}: write a file that ends with .svg, or with .json for shields.io`)
}
