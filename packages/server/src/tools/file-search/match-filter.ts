import type { FileSearchTool } from '@goldwire/schemas'

export type SearchFilter = NonNullable<FileSearchTool['filters']>
export type Attributes = Readonly<Record<string, string | number | boolean>>

/**
 * Whether a file's attributes pass a filter. An attribute that is not there equals nothing: it passes `ne` and `nin` alone. Order is that of
 * numbers, or of strings; a number and a string are in none.
 */
export function matchFilter(filter: SearchFilter, attributes: Attributes): boolean {
  if ('filters' in filter) {
    const passes = (inner: SearchFilter) => matchFilter(inner, attributes)
    return filter.type === 'and' ? filter.filters.every(passes) : filter.filters.some(passes)
  }
  const { type, value } = filter
  const found = Object.hasOwn(attributes, filter.key) ? attributes[filter.key] : undefined
  switch (type) {
    case 'eq':
      return found === value
    case 'ne':
      return found !== value
    case 'in':
      return Array.isArray(value) && found !== undefined && value.some((one) => one === found)
    case 'nin':
      return Array.isArray(value) && !value.some((one) => one === found)
    default:
      return compare(type, found, value)
  }
}

function compare(type: 'gt' | 'gte' | 'lt' | 'lte', found: Attributes[string] | undefined, value: unknown): boolean {
  const isOrdered = (typeof found === 'number' && typeof value === 'number') || (typeof found === 'string' && typeof value === 'string')
  if (!isOrdered) return false
  if (found === value) return type === 'gte' || type === 'lte'
  return (found as number) > (value as number) === (type === 'gt' || type === 'gte')
}
