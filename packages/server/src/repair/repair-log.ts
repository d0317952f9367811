/** One thing that was put right, or could not be. */
export interface Repair {
  /** The linter's rule that the upstream broke (`GW501`); see docs/rules.md. */
  rule: string
  /** What was wrong and what was made of it. */
  message: string
  /** Where: `stream`, `response`, or the item as `item N`, numbered as it was emitted. */
  place: string
  /** The event of the upstream, counted from 0, at which it was noticed first. */
  event: number
  /** False where nothing could put it right: the response then fails, or something is missing from it, as `message` says. */
  mended: boolean
}

/** Gathers the repairs of one response, each kind once for each place, and tells of them as they come. */
export interface RepairLog {
  readonly repairs: readonly Repair[]
  /** The event at hand. */
  event: number
  note(rule: string, place: string, message: string): void
  /** Something that is lost, or that fails the response. */
  giveUp(rule: string, place: string, message: string): void
}

export function createRepairLog(onRepair?: (repair: Repair) => void): RepairLog {
  const repairs: Repair[] = []
  const known = new Set<string>()
  const add = (log: RepairLog, rule: string, place: string, message: string, mended: boolean): void => {
    const key = `${rule} ${place} ${mended}`
    if (known.has(key)) return
    known.add(key)
    const repair = { rule, message, place, event: log.event, mended }
    repairs.push(repair)
    onRepair?.(repair)
  }
  return {
    repairs,
    event: 0,
    note(rule, place, message) {
      add(this, rule, place, message, true)
    },
    giveUp(rule, place, message) {
      add(this, rule, place, message, false)
    },
  }
}

/** The upstream told something that cannot be put right without inventing or losing what it said. */
export class UnrepairableError extends Error {
  override readonly name = 'UnrepairableError'
  readonly rule: string
  readonly place: string

  constructor(rule: string, place: string, message: string) {
    super(message)
    this.rule = rule
    this.place = place
  }
}
