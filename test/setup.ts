import { afterEach, beforeEach, expect, vi } from 'vitest'

/** A warning or error nobody expected fails the test that printed it. */
const guarded = ['warn', 'error'] as const
let spies: ReturnType<typeof vi.spyOn>[] = []

beforeEach(() => {
  spies = guarded.map((method) => vi.spyOn(console, method).mockImplementation(() => undefined))
})

afterEach(() => {
  const calls = spies.flatMap((spy) => spy.mock.calls.map((args: unknown[]) => args.join(' ')))
  for (const spy of spies) spy.mockRestore()
  expect(calls, 'unexpected output on stderr').toEqual([])
})
