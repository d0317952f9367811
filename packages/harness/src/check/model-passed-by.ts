import type { WireEvent } from '../shape/shape.ts'
import type { Scenario } from './scenario.ts'

/**
 * Whether a server took the tool a scenario is about and its model just did not use it: the echo lists the tool, and no item of the
 * scenario's own kinds came. That says nothing about the protocol; a server that drops the tool in silence does not echo it.
 */
export function modelPassedBy(scenario: Scenario, events: readonly WireEvent[]): boolean {
  const tools = scenario.needs.filter((need) => need.startsWith('tool:')).map((need) => need.slice('tool:'.length))
  if (tools.length === 0) return false
  const wanted = itemKinds(scenario.expected.events).filter((kind) => kind !== 'message' && kind !== 'reasoning')
  const came = new Set(itemKinds(events))
  const echoed = new Set(echoedTools(events))
  return wanted.length > 0 && !wanted.some((kind) => came.has(kind)) && tools.every((tool) => echoed.has(tool))
}

function itemKinds(events: readonly WireEvent[]): string[] {
  return events.filter((event) => event.type === 'response.output_item.added').map((event) => typeOf(event['item']))
}

function echoedTools(events: readonly WireEvent[]): string[] {
  const response = events.at(-1)?.['response']
  const tools = typeof response === 'object' && response !== null && 'tools' in response ? response.tools : []
  return Array.isArray(tools) ? tools.map(typeOf) : []
}

function typeOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' ? value.type : ''
}
