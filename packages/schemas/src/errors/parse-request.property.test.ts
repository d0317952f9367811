import { assert, constantFrom, jsonValue, oneof, property } from 'fast-check'
import { expect, test } from 'vitest'

import { valueAt } from './parameter-path.ts'
import { parseCreateResponse } from './parse-request.ts'

const whole = {
  model: 'm',
  input: [
    {
      role: 'user',
      content: [
        { type: 'input_text', text: 'x' },
        { type: 'input_image', image_url: 'data:', detail: 'low' },
      ],
    },
    { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}' },
    { type: 'function_call_output', call_id: 'call_1', output: [{ type: 'input_text', text: 'x' }] },
  ],
  tools: [
    { type: 'function', name: 'f', parameters: {}, strict: true },
    { type: 'file_search', vector_store_ids: ['vs_1'], filters: { type: 'and', filters: [{ type: 'eq', key: 'a', value: 1 }] } },
    { type: 'mcp', server_label: 's', server_url: 'https://a.b', require_approval: { never: { tool_names: ['t'] } } },
  ],
  tool_choice: { type: 'function', name: 'f' },
  text: { format: { type: 'json_schema', name: 'n', schema: {} } },
  reasoning: { effort: 'low' },
  metadata: { a: 'b' },
  max_output_tokens: 16,
}

/** Keys without dots and brackets, so that a `param` reads back as one path. */
const junk = oneof(
  jsonValue({ maxDepth: 0 }),
  constantFrom<unknown>([], {}, [null], [[]], { a: 1 }, { type: 'x' }, { type: 'function' }, [{ role: 'tool' }]),
)

type Path = readonly (string | number)[]

/** Every place of a JSON value. */
function places(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  const inner = Array.isArray(value) ? value.map((item, index) => [index, item] as const) : Object.entries(value)
  return [path, ...inner.flatMap(([key, item]) => places(item, [...path, key]))]
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string | number, unknown>
  copy[key] = replaced(copy[key], rest, by)
  return copy
}

/** `input[0].content` -> `['input', 0, 'content']`. */
const keysOf = (param: string): Path =>
  [...param.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key]) => (index === undefined ? (key ?? '') : Number(index)))

const isPrefix = (a: Path, b: Path): boolean => a.every((key, index) => b[index] === key)

test('one thing wrong anywhere is refused at that place, or one that holds it, or is no error at all', () => {
  assert(
    property(constantFrom(...places(whole)), junk, (path, by) => {
      const body = replaced(whole, path, by)
      const parsed = parseCreateResponse(body)
      if (parsed.ok) return
      const { param, message, status, type } = parsed.error
      expect([status, type]).toEqual([400, 'invalid_request_error'])
      expect(message.length).toBeGreaterThan(10)
      if (param === null) return
      const keys = keysOf(param)
      // A changed tool may also make the choice of it wrong; a changed discriminator changes what its siblings have to be.
      const near = isPrefix(keys, path) || isPrefix(path, keys) || isPrefix(path.slice(0, -1), keys)
      expect(near || keys[0] === 'tool_choice').toBe(true)
      expect(valueAt(body, keys).present || parsed.error.code === 'missing_required_parameter').toBe(true)
    }),
    { numRuns: 1000 },
  )
})

test('any JSON gets an answer', () => {
  assert(
    property(jsonValue(), (value) => {
      const parsed = parseCreateResponse(value)
      expect(parsed.ok || parsed.error.message.endsWith('.')).toBe(true)
    }),
    { numRuns: 500 },
  )
})
