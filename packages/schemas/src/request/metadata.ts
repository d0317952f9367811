import { z } from 'zod'

import type { ApiIssueParams } from './api-issue.ts'

/** Most pairs that `metadata` may hold. */
export const METADATA_PAIRS = 16

/** Notes of the caller: at most 16 pairs, keys up to 64 characters, values up to 512. */
export const metadataSchema = z.record(z.string().max(64), z.string().max(512)).check(({ value, issues }) => {
  const pairs = Object.keys(value).length
  if (pairs <= METADATA_PAIRS) return
  const params: ApiIssueParams = { apiCode: 'object_above_max_properties' }
  const message = `Invalid 'metadata': too many properties. Expected an object with at most ${METADATA_PAIRS} properties, but got an object with ${pairs} properties instead.`
  issues.push({ code: 'custom', input: value, message, params: { ...params } })
})
export type Metadata = z.infer<typeof metadataSchema>
