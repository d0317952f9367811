import { createStringArgumentReader } from './string-argument-reader.ts'
import type { CallWriter, OpenCall } from './call-writer.ts'

/** A function: its arguments go out as they come. */
export const openFunctionCall: OpenCall = (tool) => openTextCall('function_call', tool, { push: (piece) => piece, rest: () => '' })

/** A custom tool: the text inside its one argument goes out. */
export const openCustomCall: OpenCall = (tool) => openTextCall('custom_tool_call', tool, createStringArgumentReader())

function openTextCall(
  type: 'function_call' | 'custom_tool_call',
  { name, namespace }: Parameters<OpenCall>[0],
  reader: { push(piece: string): string; rest(): string },
): CallWriter {
  let isOpen = false
  return {
    push(piece) {
      const delta = reader.push(piece)
      const start = isOpen ? [] : [{ type: 'item.start' as const, item: { type, name, ...(namespace === null ? {} : { namespace }) } }]
      isOpen = true
      return delta === '' ? start : [...start, { type: 'delta', delta }]
    },
    end(cut) {
      const rest = cut ? '' : reader.rest()
      return [
        ...(rest === '' ? [] : [{ type: 'delta' as const, delta: rest }]),
        cut ? { type: 'item.end', item: { status: 'incomplete' } } : { type: 'item.end' },
      ]
    },
  }
}
