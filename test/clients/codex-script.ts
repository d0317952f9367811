import type { EngineRequest, Step } from '@goldwire/server'
import { stopStep } from '@goldwire/server/testing'

/** Says what a good model would, to the questions that the Codex client asks. */
export function codexScript({ items, textFormat }: EngineRequest): Step[] {
  const last = items.at(-1)
  const usage = { input_tokens: 1_000, output_tokens: 20 }
  if (last?.type === 'function_call_output') return [...say(`The command said: ${outputsOf(items)}`), stopStep(usage)]
  const question = textOf(last)
  const commands = [...question.matchAll(/`([^`]+)`/g)].map(([, command = '']) => command)
  if (commands.length > 0) return [...commands.flatMap(run), stopStep(usage)]
  if (textFormat.type === 'json_schema') return [...say(JSON.stringify({ name: 'Rosalind', age: 34 })), stopStep(usage)]
  if (question.includes('my name?')) {
    const [, name = 'nobody'] = /My name is (\w+)/.exec(items.map(textOf).join('\n')) ?? []
    return [...say(`Your name is ${name}.`), stopStep(usage)]
  }
  if (question.includes('capital')) {
    const thought: Step[] = [
      { type: 'item.start', item: { type: 'reasoning' } },
      { type: 'part.start', part: 'summary_text' },
      { type: 'delta', delta: 'France is a country; ' },
      { type: 'delta', delta: 'its capital is known.' },
      { type: 'part.end' },
      { type: 'item.end' },
    ]
    const tokens = { ...usage, output_tokens_details: { reasoning_tokens: 12 } }
    return [...thought, ...say('The capital of France is Paris.'), stopStep(tokens)]
  }
  if (question.includes('Count')) return [...say('3, 4, 5, 6, 7, 8'), stopStep(usage)]
  return [...say('Hello! How can I help you today?'), stopStep(usage)]
}

function say(text: string): Step[] {
  return [
    { type: 'item.start', item: { type: 'message' } },
    { type: 'part.start', part: 'output_text' },
    ...(text.match(/.{1,6}/gs) ?? []).map((delta): Step => ({ type: 'delta', delta })),
    { type: 'part.end' },
    { type: 'item.end' },
  ]
}

function run(command: string): Step[] {
  const text = JSON.stringify({ cmd: command })
  return [
    { type: 'item.start', item: { type: 'function_call', name: 'exec_command' } },
    { type: 'delta', delta: text.slice(0, 5) },
    { type: 'delta', delta: text.slice(5) },
    { type: 'item.end' },
  ]
}

function textOf(item: EngineRequest['items'][number] | undefined): string {
  if (item === undefined || !('content' in item) || item.content === undefined || item.content === null) return ''
  if (typeof item.content === 'string') return item.content
  return item.content.map((part) => ('text' in part ? part.text : '')).join('')
}

/** The outputs of the calls since the last message. */
function outputsOf(items: EngineRequest['items']): string {
  return items
    .filter((item) => item.type === 'function_call_output')
    .map(({ output }) => (typeof output === 'string' ? output : JSON.stringify(output)))
    .join(' and ')
}
