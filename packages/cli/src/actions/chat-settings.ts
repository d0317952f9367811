import type { ChatDialect, ChatEngineOptions, ChatServerKind, ChatTimeouts } from '@goldwire/server'

import type { ServeFlags } from '../commands/serve.ts'
import { UsageError } from '../exit-code.ts'

type Setting = { dialect: Partial<ChatDialect> } | { timeouts: Partial<ChatTimeouts> } | { contextSize: number }

/** Reads a value; undefined for one it does not take. */
type Reader = { takes: string; read: (value: string) => Setting | undefined }

const oneOf = <Name extends keyof ChatDialect>(name: Name, ...values: (ChatDialect[Name] & string)[]): Reader => ({
  takes: values.join(', '),
  read: (value) => ((values as string[]).includes(value) ? { dialect: { [name]: value } } : undefined),
})
const yesOrNo = (name: 'images' | 'streamUsage'): Reader => ({
  takes: 'true, false',
  read: (value) => (value === 'true' || value === 'false' ? { dialect: { [name]: value === 'true' } } : undefined),
})
const wholeNumber = (toSetting: (value: number) => Setting): Reader => ({
  takes: 'a whole number from 1',
  read: (value) => (/^[1-9]\d{0,11}$/.test(value) ? toSetting(Number(value)) : undefined),
})
const milliseconds = (name: keyof ChatTimeouts) => wholeNumber((value) => ({ timeouts: { [name]: value } }))

const options: { readonly [name: string]: Reader } = {
  'max-tokens': oneOf('maxTokens', 'max_tokens', 'max_completion_tokens'),
  'system-role': oneOf('systemRole', 'system', 'developer'),
  images: yesOrNo('images'),
  'think-tags': oneOf('thinkTags', 'leading', 'open', 'off'),
  effort: oneOf('effort', 'reasoning_effort', 'reasoning', 'enable_thinking', 'off'),
  'send-reasoning': oneOf('sendReasoning', 'turn', 'all', 'off'),
  sampling: oneOf('sampling', 'all', 'changed'),
  grammar: oneOf('grammar', 'vllm', 'llama.cpp', 'sglang', 'off'),
  verbosity: oneOf('verbosity', 'prompt', 'field'),
  'stream-usage': yesOrNo('streamUsage'),
  'connect-ms': milliseconds('connect'),
  'first-byte-ms': milliseconds('firstByte'),
  'idle-ms': milliseconds('idle'),
  'context-size': wholeNumber((contextSize) => ({ contextSize })),
}

/** What `--engine chat` and the flags of its upstream mean. @throws UsageError naming the flag */
export function chatSettings(flags: ServeFlags): ChatEngineOptions {
  if (flags.upstream === undefined) throw new UsageError('--engine chat needs --upstream URL')
  const models = flags.model?.split(',').flatMap((name) => name.trim() || [])
  let settings: Pick<ChatEngineOptions, 'dialect' | 'timeouts' | 'contextSize'> = {}
  for (const given of flags.upstreamOption) settings = merge(settings, readOption(given))
  return {
    upstream: flags.upstream,
    ...(flags.upstreamKey !== undefined && { apiKey: flags.upstreamKey }),
    ...(flags.upstreamKind !== undefined && { kind: flags.upstreamKind as ChatServerKind }),
    ...(models !== undefined && models.length > 0 && { models }),
    headers: Object.fromEntries(flags.upstreamHeader.map(readHeader)),
    ...settings,
  }
}

function merge(settings: Pick<ChatEngineOptions, 'dialect' | 'timeouts' | 'contextSize'>, one: Setting) {
  if ('dialect' in one) return { ...settings, dialect: { ...settings.dialect, ...one.dialect } }
  return 'timeouts' in one ? { ...settings, timeouts: { ...settings.timeouts, ...one.timeouts } } : { ...settings, ...one }
}

function readOption(given: string): Setting {
  const at = given.indexOf('=')
  const name = at === -1 ? given : given.slice(0, at)
  const option = Object.hasOwn(options, name) ? options[name] : undefined
  if (option === undefined) throw new UsageError(`--upstream-option: there is no '${name}'; there are ${Object.keys(options).join(', ')}`)
  const setting = at === -1 ? undefined : option.read(given.slice(at + 1))
  if (setting === undefined) throw new UsageError(`--upstream-option ${name}: it takes ${option.takes}`)
  return setting
}

function readHeader(given: string): [string, string] {
  const match = /^([\w-]+):\s*(.*)$/.exec(given)
  if (match?.[1] === undefined) throw new UsageError(`--upstream-header: write it as 'name: value'`)
  return [match[1].toLowerCase(), match[2] ?? '']
}
