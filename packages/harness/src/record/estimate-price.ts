import type { Scenario } from '../check/scenario.ts'
import { priceOf, toolPriceOf } from './price-table.ts'

/** What a scenario may cost. */
export interface Estimate {
  model: string | null
  /** Tokens of all its requests: four characters each, which is right within a factor of two for English and JSON. */
  inputTokens: number
  /** Tokens of the recorded answer, or the most that the request allows, or 500. */
  outputTokens: number
  /** US dollars; null when the model's price is not known. */
  dollars: number | null
}

/** Estimates what sending a scenario's requests costs; `model` stands in for the model of the requests. */
export function estimatePrice(scenario: Scenario, model?: string): Estimate {
  const bodies = [...scenario.setup.map(({ body }) => body), scenario.request.body]
  const asked = model ?? memberOf(scenario.request.body, 'model')
  const inputTokens = bodies.reduce<number>((sum, body) => sum + Math.ceil(JSON.stringify(body ?? null).length / 4), 0)
  const outputTokens = outputOf(scenario) * bodies.length
  const name = typeof asked === 'string' ? asked : null
  const price = name === null ? null : priceOf(name)
  const tools = memberOf(scenario.request.body, 'tools')
  const types = Array.isArray(tools) ? tools.map((tool: unknown) => String(memberOf(tool, 'type'))) : []
  const extra = types.reduce((sum, type) => sum + toolPriceOf(type), 0)
  const dollars = price === null ? null : (inputTokens * price.input + outputTokens * price.output) / 1e6 + extra
  return { model: name, inputTokens, outputTokens, dollars }
}

function outputOf({ expected, request }: Scenario): number {
  const responses = [...expected.events.map((event) => event['response']), expected.body]
  const used = responses
    .map((response) => memberOf(memberOf(response, 'usage'), 'output_tokens'))
    .findLast((count) => typeof count === 'number')
  if (typeof used === 'number') return used
  const most = memberOf(request.body, 'max_output_tokens')
  return typeof most === 'number' ? most : 500
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
}
