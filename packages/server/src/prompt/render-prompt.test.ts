import { expect, test } from 'vitest'

import { ApiError } from '../run/api-error.ts'
import type { ChatMessage, ChatTool } from './chat-message.ts'
import { createPromptRenderer } from './render-prompt.ts'
import { plainToolSyntax } from './tell-tools-in-text.ts'

const open = (template: string | null, more = {}) =>
  createPromptRenderer({ template, bosToken: '<s>', eosToken: '</s>', addBos: false, ...more })

/** The Hermes form, with arguments as a value and thoughts in the history. */
const hermes = `{%- if tools -%}<|im_start|>system
{% for tool in tools %}{{ tool | tojson }}
{% endfor %}<|im_end|>
{% endif -%}
{%- for m in messages -%}
<|im_start|>{{ m.role }}
{% if m.role == 'assistant' %}{% if m.reasoning_content %}<think>
{{ m.reasoning_content }}
</think>

{% endif %}{{ m.content or '' }}{% for c in m.tool_calls or [] %}{{ '\\n' }}<tool_call>
{"name": "{{ c.function.name }}", "arguments": {{ c.function.arguments | tojson }}}
</tool_call>{% endfor %}{% else %}{{ m.content }}{% endif %}<|im_end|>
{% endfor -%}
{%- if add_generation_prompt -%}<|im_start|>assistant
{% if enable_thinking is defined and not enable_thinking %}<think>

</think>

{% endif %}{% endif -%}`

/** A list of calls behind one tag. */
const tagged = `{%- if tools -%}[AVAILABLE_TOOLS]{{ tools | tojson }}[/AVAILABLE_TOOLS]{%- endif -%}
{%- for m in messages -%}
{%- if m.role == 'assistant' -%}
{%- if m.tool_calls -%}[TOOL_CALLS][{%- for c in m.tool_calls -%}{"name": "{{ c.function.name }}", "arguments": {{ c.function.arguments | tojson }}}{%- if not loop.last -%}, {% endif -%}{%- endfor -%}]
{%- else -%}{{ ' ' + m.content }}{%- endif -%}{{ eos_token }}
{%- elif m.role == 'tool' -%}[TOOL_RESULTS]{{ m.content }}[/TOOL_RESULTS]
{%- elif m.role == 'user' -%}[INST]{{ m.content }}[/INST]
{%- else -%}{{ raise_exception('Only user and assistant roles are supported!') }}{%- endif -%}
{%- endfor -%}`

/** No tools; always thinks. */
const thinker = `{{ bos_token }}{%- for m in messages -%}<{{ m.role }}>{{ m.content }}{%- endfor -%}{%- if add_generation_prompt -%}<assistant><think>
{% endif -%}{# </think> #}`

const hello: ChatMessage[] = [{ role: 'user', content: 'Hello' }]
const tools: ChatTool[] = [
  { type: 'function', function: { name: 'add', description: 'Adds', parameters: { type: 'object', properties: {} } } },
]
const prompt = (messages: readonly ChatMessage[], more = {}) => ({ messages, tools: [], thinking: false, ...more })

test('the syntax of calls and thoughts is read off a template', () => {
  const { call, think } = open(hermes)
  expect(call).toEqual({ ...plainToolSyntax, argumentsAs: 'value' })
  expect(think).toEqual({ open: '<think>', close: '</think>', after: '\n\n' })
})

test('a list of calls behind one tag has its own joint and end', () => {
  expect(open(tagged).call).toEqual({
    open: '[TOOL_CALLS]',
    first: '[TOOL_CALLS][{"name": "',
    middle: '", "arguments": ',
    joint: '}, {"name": "',
    last: '}]',
    argumentsAs: 'value',
  })
  expect(open(tagged).think).toBeNull()
})

test('a template without tools is told about them in words', () => {
  const renderer = open(null)
  expect(renderer.call).toEqual(plainToolSyntax)
  expect(renderer.think).toBeNull()
  const { text } = renderer.render(
    prompt(
      [
        ...hello,
        { role: 'assistant', content: null, tool_calls: [{ id: 'a', type: 'function', function: { name: 'add', arguments: '{"a": 1}' } }] },
        { role: 'tool', tool_call_id: 'a', content: '2' },
      ],
      { tools },
    ),
  )
  expect(text).toContain('"name": "add", "description": "Adds"')
  expect(text).toContain('<|im_start|>assistant\n<tool_call>\n{"name": "add", "arguments": {"a": 1}}\n</tool_call><|im_end|>')
  expect(text).toContain('<tool_response>\n2\n</tool_response>')
  expect(text.endsWith('<|im_start|>assistant\n')).toBe(true)
})

test('arguments reach a template that writes them itself as a value, in their order', () => {
  const messages: ChatMessage[] = [
    ...hello,
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'a', type: 'function', function: { name: 'add', arguments: '{"b":1,"a":2}' } }],
    },
  ]
  expect(open(hermes).render(prompt(messages, { tools })).text).toContain('"arguments": {"b": 1, "a": 2}}')
})

test('thinking is asked for, and closed where a template always begins it', () => {
  expect(open(hermes).render(prompt(hello)).text.endsWith('<think>\n\n</think>\n\n')).toBe(true)
  const renderer = open(thinker)
  expect(renderer.think).toMatchObject({ open: '<think>', close: '</think>' })
  expect(renderer.render(prompt(hello, { thinking: true }))).toEqual({ text: '<s><user>Hello<assistant><think>\n', endsInThought: true })
  expect(renderer.render(prompt(hello))).toEqual({ text: '<s><user>Hello<assistant><think>\n</think>\n\n', endsInThought: false })
})

test('a BOS token is added where the tokenizer wants one and the template has none', () => {
  expect(open(hermes, { addBos: true }).render(prompt(hello)).text.startsWith('<s><|im_start|>')).toBe(true)
  expect(open(thinker, { addBos: true }).render(prompt(hello)).text.startsWith('<s><user>')).toBe(true)
})

test('a template that refuses a conversation says why', () => {
  const refused = () => open(tagged).render(prompt([{ role: 'system', content: 'x' }, ...hello]))
  expect(refused).toThrow(ApiError)
  expect(refused).toThrow('Only user and assistant roles are supported!')
})

test('a parameter may be called items although templates call items() on what holds it', () => {
  const loop =
    '{% if tool.function.parameters.properties is defined %}{% for name, schema in tool.function.parameters.properties.items() %}{{ name }}:{{ schema.type }};{% endfor %}{% endif %}'
  const parameters = { type: 'object', properties: { items: { type: 'array' }, city: { type: 'string' } } }
  const offered: ChatTool[] = [{ type: 'function', function: { name: 'add', description: 'Adds', parameters } }]
  const { text } = open(hermes.replace('{{ tool | tojson }}', `{{ tool | tojson }}${loop} not code: x.items()`)).render(
    prompt(hello, { tools: offered }),
  )
  expect(text).toContain('items:array;city:string; not code: x.items()')
})
