/**
 * Prices in US dollars for a million tokens, as OpenAI published them (https://openai.com/api/pricing), and when they were looked up. They change:
 * an estimate says of which day it is.
 */
export const pricesAsOf = '2026-01'

interface Price {
  input: number
  output: number
}

/** By model, without the date at the end of its name. A model that is not here has no estimate, rather than a wrong one. */
const prices: Record<string, Price> = {
  'gpt-4o': { input: 2.5, output: 10 },
  'gpt-4o-mini': { input: 0.15, output: 0.6 },
  'gpt-4.1': { input: 2, output: 8 },
  'gpt-4.1-mini': { input: 0.4, output: 1.6 },
  'gpt-4.1-nano': { input: 0.1, output: 0.4 },
  o1: { input: 15, output: 60 },
  o3: { input: 2, output: 8 },
  'o3-mini': { input: 1.1, output: 4.4 },
  'o4-mini': { input: 1.1, output: 4.4 },
  'gpt-5': { input: 1.25, output: 10 },
  'gpt-5-mini': { input: 0.25, output: 2 },
  'gpt-5-nano': { input: 0.05, output: 0.4 },
  'gpt-5.1': { input: 1.25, output: 10 },
  'gpt-5.2': { input: 1.75, output: 14 },
}

/** What one use of a hosted tool costs beside its tokens. */
const toolPrices: Record<string, number> = {
  web_search: 0.01,
  web_search_preview: 0.01,
  file_search: 0.0025,
  code_interpreter: 0.03,
}

/** The price of a model by its name; null when it is not known. */
export function priceOf(model: string): Price | null {
  const plain = model.replace(/-\d{4}-\d{2}-\d{2}$/, '')
  return Object.hasOwn(prices, plain) ? (prices[plain] ?? null) : null
}

/** The price of one use of a hosted tool; 0 for tools that cost their tokens only. */
export function toolPriceOf(type: string): number {
  return Object.hasOwn(toolPrices, type) ? (toolPrices[type] ?? 0) : 0
}
