import { expect, test } from 'vitest'

import { mcpContentText, mcpOutputText } from './mcp-content-text.ts'

const picture = { type: 'image', data: 'AAAA', mimeType: 'image/png' }

test('texts are joined, everything else is named', () => {
  expect(
    mcpContentText([
      { type: 'text', text: 'One.' },
      picture,
      { type: 'resource', resource: { uri: 'a://1', text: 'Two.' } },
      { type: 'resource', resource: { uri: 'a://2' } },
      { type: 'resource_link', uri: 'a://3', name: 'three' },
      { type: 'hologram' },
    ]),
  ).toBe('One.\n[image image/png]\nTwo.\n[resource a://2]\n[resource a://3: three]\n[hologram]')
})

test('an output is told again as it was told the first time', () => {
  expect(mcpOutputText(JSON.stringify([{ type: 'text', text: 'One.' }, picture]))).toBe('One.\n[image image/png]')
})

test.each(['plain', '', '[{', '[{"a":1}]', '[1,2]', JSON.stringify([{ type: 'text', text: 'quoted' }])])(
  '%j is what the tool said itself',
  (output) => {
    expect(mcpOutputText(output)).toBe(output)
  },
)
