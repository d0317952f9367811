import type { Golden, GoldenLine } from '../golden/golden.ts'
import { isObject, type JsonObject } from '../lint/json.ts'
import { type Choose, chooserOf } from './choose.ts'
import type { DefectId } from './defects.ts'
import { copyOf, eventRows, goldenOfEvents, isGolden, renumberFrom, withEvents } from './event-rows.ts'
import type { MutableStream, Mutation, MutationFamily } from './mutation.ts'

/** Changes events in place; false where they have no place for the defect. */
export type Edit = (events: JsonObject[], choose: Choose) => boolean | void
/** Changes a golden in place; false where it has no place for the defect. */
export type GoldenEdit = (golden: Golden, choose: Choose) => boolean | void

/**
 * A mutation of the events of one response. Their numbers are counted anew afterwards, unless `renumber` is false.
 *
 * @param rules ids of the rules that name it rightly, with blanks between
 */
export function plant(id: Mutation['id'], title: string, defect: DefectId | null, rules: string, edit: Edit, renumber = true): Mutation {
  const isAnywhere = /^(?:sequence|resume|type)-/.test(id)
  return mutationOf(id, title, defect, rules, (golden, choose) => {
    const rows = eventRows(golden)
    if (rows === null) return null
    const sound = rows.events
    if (!isAnywhere && !isWhole(sound)) return null
    const events = sound.map(copyOf)
    const origin = new Map(events.map((event, index) => [event, index]))
    if (edit(events, choose) === false) return null
    keepLane(events, sound[0]?.['stream_id'])
    if (renumber) renumberFrom(events, Number(sound[0]?.['sequence_number'] ?? 0))
    return JSON.stringify(events) === JSON.stringify(sound) ? null : withEvents(golden, rows, events, origin)
  })
}

/** A mutation of what surrounds the events: frames, arrival times, headers, request. */
export function plantGolden(id: Mutation['id'], title: string, defect: DefectId | null, rules: string, edit: GoldenEdit): Mutation {
  return mutationOf(id, title, defect, rules, (golden, choose) => {
    const planted: Golden = copyOf(golden)
    if (edit(planted, choose) === false) return null
    const before = golden.lines.map((line) => JSON.stringify(line))
    const lines = planted.lines.map((line, index) => {
      const text = JSON.stringify(line)
      const same = before[index] === text ? index : before.indexOf(text)
      return golden.lines[same] ?? line
    })
    const isSame = lines.length === golden.lines.length && lines.every((line, index) => line === golden.lines[index])
    if (isSame && JSON.stringify(planted.header) === JSON.stringify(golden.header)) return null
    return { header: planted.header, lines }
  })
}

function mutationOf(
  id: Mutation['id'],
  title: string,
  defect: DefectId | null,
  rules: string,
  place: (golden: Golden, choose: Choose) => Golden | null,
): Mutation {
  const on = (stream: MutableStream, seed: number) => place(isGolden(stream) ? stream : goldenOfEvents(stream), chooserOf(seed, id))
  return {
    id,
    family: id.slice(0, id.indexOf('-')) as MutationFamily,
    title,
    defect,
    rules: rules.split(' '),
    applies: (stream) => on(stream, 0) !== null,
    plant: (stream, { seed = 0 } = {}) => on(stream, seed),
  }
}

/** A stream that was resumed in its midst does not show what came before: there, many a defect is none. */
function isWhole(events: readonly JsonObject[]): boolean {
  return events.slice(0, 2).some((event) => event['type'] === 'response.created')
}

/** Events that the defect brings are sent in the lane of the others. */
function keepLane(events: readonly JsonObject[], lane: unknown): void {
  if (lane !== undefined) for (const event of events) if (isObject(event)) event['stream_id'] ??= lane
}

/** Lines of a golden that carry an event of the server, with their places. */
export function eventLines(golden: Golden): { line: GoldenLine; index: number; event: JsonObject }[] {
  return golden.lines.flatMap((line, index) =>
    line.dir !== 'out' && typeof line.data === 'object' && line.data !== null && 'type' in line.data
      ? [{ line, index, event: line.data }]
      : [],
  )
}
