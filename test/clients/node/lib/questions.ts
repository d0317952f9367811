import { expect } from './client.ts'

/** What is asked, in words that a model of three million parameters understands; any other does too. */
export const questions = {
  count: 'Count from 3 to 8.',
  weather: "What's the weather in Tallinn?",
  weatherOfTwo: "What's the weather in Tallinn and in Bologna?",
  capital: 'What is the capital of France?',
  person: 'Rosalind is 34 years old.',
  name: { said: 'My name is Rosalind.', answered: 'Nice to meet you, Rosalind!', asked: 'What is my name?' },
  hello: 'Hello!',
}

export const weatherTool = {
  name: 'get_weather',
  description: 'Get the weather',
  parameters: {
    type: 'object' as const,
    properties: { city: { type: 'string' as const } },
    required: ['city'],
    additionalProperties: false as const,
  },
}

export const personSchema = {
  type: 'object' as const,
  properties: { name: { type: 'string' as const }, age: { type: 'integer' as const } },
  required: ['name', 'age'],
  additionalProperties: false as const,
}

/** What the tool says about a city. */
export function weatherOf(city: string): { temperature: number; condition: string } {
  return city === 'Tallinn' ? { temperature: 14, condition: 'cloudy' } : { temperature: 31, condition: 'sunny' }
}

export function expectCount(text: string): void {
  expect(/3\D+4\D+5\D+6\D+7\D+8/.test(text), `counting: ${text}`)
}

export function expectPieces(pieces: readonly string[], whole: string): void {
  expect(pieces.length >= 2, `${pieces.length} pieces`)
  expect(pieces.join('') === whole, `pieces ${pieces.join('')} of ${whole}`)
}

/** Answers to `weather` mention what the tool said. */
export function expectWeather(text: string): void {
  expect(text.includes('14') || text.includes('cloudy'), `weather: ${text}`)
}

export function expectCalls(calls: readonly { name: string; city: unknown; id?: string | undefined }[], cities: readonly string[]): void {
  const seen = calls.map(({ city }) => String(city)).sort()
  expect(JSON.stringify(seen) === JSON.stringify([...cities].sort()), { calls })
  expect(
    calls.every(({ name }) => name === 'get_weather'),
    { calls },
  )
  const ids = calls.map(({ id }) => id).filter((id) => id !== undefined)
  expect(new Set(ids).size === ids.length, { calls })
}

export function expectPerson(value: unknown): void {
  const { name, age } = (value ?? {}) as Record<string, unknown>
  expect(name === 'Rosalind' && age === 34, { value })
}

export function expectUsage(usage: { input: number | undefined; output: number | undefined; total: number | undefined }): string {
  const { input = 0, output = 0, total = 0 } = usage
  expect(input > 0 && output > 0 && total === input + output, usage)
  return `${input} + ${output} = ${total}`
}
