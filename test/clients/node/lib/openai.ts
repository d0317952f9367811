import OpenAI from 'openai'
import type { ResponseStreamEvent } from 'openai/resources/responses/responses'

import type { Reading, Target } from './client.ts'
import { weatherTool } from './questions.ts'

export const openaiTool = { type: 'function' as const, ...weatherTool, strict: true }

export function openOpenai({ baseUrl, apiKey }: Target): OpenAI {
  return new OpenAI({ baseURL: baseUrl, apiKey, maxRetries: 0 })
}

/** The city of a call's arguments. */
export function cityOf(json: string): unknown {
  return (JSON.parse(json) as { city?: unknown }).city
}

/** Gathers what the events of a stream say. */
export function takeEvent(event: ResponseStreamEvent, reading: Reading): void {
  if (event.type === 'response.output_text.delta') reading.text += event.delta
  if (event.type === 'response.reasoning_summary_text.delta' || event.type === 'response.reasoning_text.delta')
    reading.reasoning = (reading.reasoning ?? '') + event.delta
  if (event.type === 'response.output_item.done' && event.item.type === 'function_call')
    reading.calls.push({ name: event.item.name, arguments: event.item.arguments })
  if (event.type === 'response.completed' || event.type === 'response.incomplete' || event.type === 'response.failed')
    reading.finish = event.response.status ?? event.type
}
