import type { ReadIssue } from '@goldwire/schemas'
import { asText, generalPointer, isObject, type JsonObject } from './json.ts'
import type { Rule } from './rule.ts'
import {
  annotationIndex,
  contentIndexMissing,
  indexInvalid,
  itemIdEmpty,
  itemWithoutId,
  outputIndexMissing,
  summaryIndexMissing,
} from './rules/id-rules.ts'
import { itemStatusMissing } from './rules/item-rules.ts'
import { completedWithError, statusMismatch } from './rules/lifecycle-rules.ts'
import { encryptedFake, summaryAbsent } from './rules/reasoning-rules.ts'
import {
  annotationsMissing,
  createdAtFloat,
  echoFormat,
  echoTools,
  emptyId,
  fieldMissing,
  fieldNull,
  fieldType,
  fieldValue,
  incompleteDetailsKey,
  logprobsMissing,
  nestedError,
  outputEarly,
  outputNull,
  responseNulls,
  statusEnum,
  unknownEvent,
  unknownKind,
} from './rules/schema-rules.ts'
import { usageChatNames, usageDetails, usageMissing } from './rules/usage.ts'

/** What an issue of the schemas is called by the linter, and under which key it is counted. */
export interface ClassifiedIssue {
  rule: Rule
  key: string
}

interface Pattern {
  at: RegExp
  kinds?: readonly ReadIssue['kind'][]
  rule: Rule
}

const terminal = new Set(['response.completed', 'response.incomplete', 'response.failed'])
const gone: readonly ReadIssue['kind'][] = ['missing', 'null']

/** First match wins. Pointers are general (`*` for list positions) and relative to the noun: `response:`, `item:`, `part` as `item:/content/*`. */
const patterns: readonly Pattern[] = [
  { at: /^event:\/type$/, rule: unknownEvent },
  { at: /^event:\/output_index$/, kinds: gone, rule: outputIndexMissing },
  { at: /^event:\/content_index$/, kinds: gone, rule: contentIndexMissing },
  { at: /^event:\/summary_index$/, kinds: gone, rule: summaryIndexMissing },
  { at: /^event:\/annotation_index$/, rule: annotationIndex },
  { at: /^event:\/partial_image_index$/, kinds: gone, rule: fieldMissing },
  { at: /^event:\/\w+_index$/, rule: indexInvalid },
  { at: /^event:\/item_id$/, rule: itemIdEmpty },
  { at: /^event:\/error(?:$|\/)/, rule: nestedError },
  { at: /^response:\/created_at$/, kinds: ['type', 'value'], rule: createdAtFloat },
  { at: /^response:\/output$/, kinds: gone, rule: outputNull },
  { at: /^response:\/output$/, kinds: ['value'], rule: outputEarly },
  { at: /^response:\/usage$/, kinds: gone, rule: usageMissing },
  { at: /^response:\/usage\/\w+_details$/, rule: usageDetails },
  { at: /^response:\/incomplete_details$/, kinds: ['missing'], rule: incompleteDetailsKey },
  { at: /^response:\/tools\/\*/, rule: echoTools },
  { at: /^response:\/text(?:$|\/format)/, rule: echoFormat },
  { at: /^response:\/(?:error|incomplete_details|completed_at)$/, rule: completedWithError },
  { at: /^response:\/[^/]+$/, kinds: ['null'], rule: responseNulls },
  { at: /logprobs$/, kinds: gone, rule: logprobsMissing },
  { at: /annotations$/, kinds: gone, rule: annotationsMissing },
  { at: /^item:\/id$/, rule: itemWithoutId },
  { at: /^item:\/status$/, kinds: gone, rule: itemStatusMissing },
  { at: /^item:\/summary$/, kinds: gone, rule: summaryAbsent },
  { at: /^item:\/status$/, kinds: ['value'], rule: statusEnum },
  { at: /\/encrypted_content$/, kinds: ['value'], rule: encryptedFake },
]

const byKind: Readonly<Record<ReadIssue['kind'], Rule>> = {
  missing: fieldMissing,
  null: fieldNull,
  type: fieldType,
  value: fieldValue,
  'unknown-type': unknownKind,
}

/** Names an issue that the schemas found in `event`. */
export function classifyIssue(event: JsonObject, issue: ReadIssue): ClassifiedIssue {
  const place = placeOf(issue.pointer)
  const key = `${place} ${issue.kind}`
  if (place === 'response:/status' && issue.kind === 'value') return { rule: isStatus(event) ? statusMismatch : statusEnum, key }
  if (place.startsWith('response:/usage') && saysPromptTokens(event)) return { rule: usageChatNames, key: '' }
  if (place === 'response:/error' && issue.kind === 'type' && event['type'] === 'response.failed') return { rule: fieldType, key }
  if (place === 'response:/incomplete_details' && issue.kind === 'type' && event['type'] === 'response.incomplete')
    return { rule: fieldType, key }
  if (place === 'response:/usage' && !terminal.has(asText(event['type']))) return { rule: completedWithError, key }
  const found = patterns.find(({ at, kinds }) => at.test(place) && (kinds === undefined || kinds.includes(issue.kind)))
  if (found !== undefined) return { rule: found.rule, key }
  if (issue.kind === 'value' && valueAt(event, issue.pointer) === '') return { rule: emptyId, key }
  return { rule: byKind[issue.kind], key }
}

/** `noun:/pointer/from/the/noun`, so that one fault in an item is one finding, wherever the item is repeated. */
export function placeOf(pointer: string): string {
  const general = generalPointer(pointer)
  const nouns: readonly [RegExp, string][] = [
    [/^\/response\/output\/\*/, 'item:'],
    [/^\/item(?=\/|$)/, 'item:'],
    [/^\/part(?=\/|$)/, 'item:/content/*'],
    [/^\/annotation(?=\/|$)/, 'item:/content/*/annotations/*'],
    [/^\/response(?=\/|$)/, 'response:'],
  ]
  for (const [prefix, noun] of nouns) if (prefix.test(general)) return general.replace(prefix, noun)
  return `event:${general}`
}

function isStatus(event: JsonObject): boolean {
  const response = event['response']
  const status = isObject(response) ? response['status'] : undefined
  return typeof status === 'string' && ['completed', 'failed', 'in_progress', 'cancelled', 'queued', 'incomplete'].includes(status)
}

function saysPromptTokens(event: JsonObject): boolean {
  const usage = isObject(event['response']) ? event['response']['usage'] : undefined
  return isObject(usage) && ('prompt_tokens' in usage || 'completion_tokens' in usage)
}

/** The value at a JSON pointer, undefined where it leads nowhere. */
export function valueAt(root: unknown, pointer: string): unknown {
  let value = root
  for (const token of tokensOf(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return undefined
    value = (value as JsonObject)[token]
  }
  return value
}

const split = new Map<string, readonly string[]>()

/** The same few pointers come with every item. Those made of a stream's own keys must not fill the memory. */
function tokensOf(pointer: string): readonly string[] {
  let tokens = split.get(pointer)
  if (tokens === undefined) {
    tokens = pointer
      .split('/')
      .slice(1)
      .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    if (split.size < 1000) split.set(pointer, tokens)
  }
  return tokens
}

/** Names an issue of a body that is a Response by itself. */
export function classifyBodyIssue(issue: ReadIssue, body: JsonObject): ClassifiedIssue {
  const event = { type: `response.${asText(body['status'])}`, response: body }
  return classifyIssue(event, { ...issue, pointer: `/response${issue.pointer}` })
}
