import { expect, test } from 'vitest'
import { moderationSchema } from './moderation.ts'
import { reasoningEchoSchema } from './reasoning-echo.ts'
import { responseErrorCodes, responseErrorSchema, unlistedResponseErrorCodes } from './response-error.ts'
import { responseItemListSchema } from './response-item-list.ts'
import { responseKeyOrder } from './response-key-order.ts'
import { responseSchema } from './response.ts'
import { textEchoSchema } from './text-echo.ts'
import { usageSchema } from './usage.ts'

test('the key order names every key of the Response once', () => {
  expect([...responseKeyOrder].sort()).toEqual(Object.keys(responseSchema.shape).sort())
  expect(new Set(responseKeyOrder).size).toBe(responseKeyOrder.length)
})

test('what only some responses have is optional, the rest is not', () => {
  const optional = Object.entries(responseSchema.shape).flatMap(([key, schema]) =>
    schema.safeParse(undefined).success || schema.type === 'optional' ? [key] : [],
  )
  expect(optional.sort()).toEqual([
    'access_programs',
    'billing',
    'conversation',
    'image',
    'input_transformations',
    'prompt',
    'prompt_cache_diagnostics',
    'prompt_cache_options',
  ])
})

test('numbers keep to their ranges', () => {
  const { temperature, top_p, top_logprobs, frequency_penalty, created_at } = responseSchema.shape
  expect([0, 0.7, 2].every((value) => temperature.safeParse(value).success)).toBe(true)
  expect(
    [temperature.safeParse(2.1), top_p.safeParse(1.1), top_logprobs.safeParse(21), top_logprobs.safeParse(0.5)].some(
      ({ success }) => success,
    ),
  ).toBe(false)
  expect(frequency_penalty.safeParse(-2).success).toBe(true)
  expect(created_at.safeParse(1_790_000_000.5).success).toBe(false)
})

test('usage wants the tokens written to the cache', () => {
  const usage = {
    input_tokens: 1,
    input_tokens_details: { cache_write_tokens: 0, cached_tokens: 0 },
    output_tokens: 1,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 2,
  }
  expect(usageSchema.parse(usage)).toEqual(usage)
  expect(usageSchema.safeParse({ ...usage, input_tokens_details: { cached_tokens: 0 } }).success).toBe(false)
  expect(usageSchema.safeParse({ ...usage, total_tokens: -1 }).success).toBe(false)
})

test('a response may fail for a reason no list has', () => {
  for (const code of [...responseErrorCodes, ...unlistedResponseErrorCodes, 'upstream_error']) {
    expect(responseErrorSchema.safeParse({ code, message: 'm' }).success).toBe(true)
  }
  expect(responseErrorCodes).toHaveLength(21)
  expect(responseErrorSchema.safeParse({ code: null, message: 'm' }).success).toBe(false)
  expect(responseErrorSchema.safeParse({ code: '', message: 'm' }).success).toBe(false)
})

test('the echo of reasoning and text is filled in', () => {
  expect(reasoningEchoSchema.safeParse({ context: null, effort: null, summary: null }).success).toBe(true)
  expect(reasoningEchoSchema.safeParse({ context: 'all_turns', effort: 'max', mode: 'pro', summary: 'detailed' }).success).toBe(true)
  expect(reasoningEchoSchema.safeParse({ context: null, effort: 'huge', summary: null }).success).toBe(false)
  const format = { type: 'json_schema', description: null, name: 'n', schema: {}, strict: true }
  expect(textEchoSchema.safeParse({ format, verbosity: 'low' }).success).toBe(true)
  expect(textEchoSchema.safeParse({ format: { ...format, strict: null }, verbosity: 'low' }).success).toBe(false)
  expect(textEchoSchema.safeParse({ format: { type: 'text' } }).success).toBe(false)
})

test('moderation has a verdict on either side', () => {
  const clean = {
    type: 'moderation_result',
    categories: { hate: false },
    category_applied_input_types: { hate: ['text'] },
    category_scores: { hate: 0 },
    flagged: false,
    model: 'm',
  }
  const error = { type: 'error', code: 'c', message: 'm' }
  expect(moderationSchema.safeParse({ input: clean, output: error }).success).toBe(true)
  expect(moderationSchema.safeParse({ input: clean }).success).toBe(false)
  expect(moderationSchema.safeParse({ input: clean, output: { ...clean, flagged: 'no' } }).success).toBe(false)
})

test('an empty page of items has no first and no last', () => {
  const page = { object: 'list', data: [], first_id: null, has_more: false, last_id: null }
  expect(responseItemListSchema.parse(page)).toEqual(page)
  expect(responseItemListSchema.safeParse({ ...page, has_more: null }).success).toBe(false)
})
