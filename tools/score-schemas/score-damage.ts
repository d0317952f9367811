import { readEvent, readResponse } from '@goldwire/schemas'
import { type Damage, type DamageKind, damageKinds, damagesOf } from './damage.ts'
import type { Capture } from './load-corpus.ts'
import { formOf } from './schema-walk.ts'
import { type Emitted, schemasFor } from './schemas-for.ts'
import type { WireHabits } from './wire-habits.ts'

/** One sound event or body to be spoilt, and the capture whose context it is judged in. */
export interface Sample extends Emitted {
  readonly capture: Capture
}

export interface DamageTally {
  readonly made: number
  readonly refused: number
}

/** Damage of one kind at one place that went through, and changes that were not made because the wire allows them. */
export interface DamageClass {
  readonly what: string
  readonly kind: DamageKind
  readonly label: string
  readonly count: number
  readonly example: string
}

export interface DamageScore {
  readonly samples: number
  readonly all: DamageTally
  readonly byKind: Readonly<Record<DamageKind, DamageTally>>
  readonly survivors: readonly DamageClass[]
  /** Keys that sound captures leave out themselves, whose loss is no defect. */
  readonly optionalKeys: readonly DamageClass[]
  /** Places where the wire itself puts null, or a second JSON type. */
  readonly otherForms: readonly DamageClass[]
  /** Places where no capture, only the schema, has null or a second JSON type. */
  readonly documentedForms: readonly DamageClass[]
}

/** One event of each form (type, known keys at every depth, types and states of items and parts) that sound captures show. */
export function samplesOf(captures: readonly Capture[]): Sample[] {
  const found = new Map<string, Sample>()
  for (const capture of captures) {
    for (const { what, value, schema } of schemasFor(capture)) {
      const form = `${what} ${formOf(schema, value)}`
      if (!found.has(form)) found.set(form, { what, value, schema, capture })
    }
  }
  return [...found.values()]
}

/** Spoils each sample in every way and counts how often the reader refuses, in the context of the sample's capture. */
export function scoreDamage(samples: readonly Sample[], habits: WireHabits, onSample: () => void = () => {}): DamageScore {
  const byKind = Object.fromEntries(damageKinds.map((kind) => [kind, { made: 0, refused: 0 }])) as Record<
    DamageKind,
    { made: number; refused: number }
  >
  const survivors = new Classes()
  const optionalKeys = new Classes()
  const otherForms = new Classes()
  const documentedForms = new Classes()
  for (const sample of samples) {
    const { damages, spared } = damagesOf(sample.schema, sample.value, {
      takes: (label, type) => habits.takes(sample.what, label, type),
      leavesOut: (label) => habits.timesMissing(sample.what, label, sample.capture) > 0,
    })
    for (const damage of damages) {
      byKind[damage.kind].made += 1
      if (isRefused(sample, damage)) byKind[damage.kind].refused += 1
      else survivors.add(sample, damage)
    }
    for (const change of spared)
      (change.kind === 'dropped' ? optionalKeys : change.documented ? documentedForms : otherForms).add(sample, change)
    onSample()
  }
  const all = damageKinds.reduce((sum, kind) => ({ made: sum.made + byKind[kind].made, refused: sum.refused + byKind[kind].refused }), {
    made: 0,
    refused: 0,
  })
  return {
    samples: samples.length,
    all,
    byKind,
    survivors: survivors.list(),
    optionalKeys: optionalKeys.list(),
    otherForms: otherForms.list(),
    documentedForms: documentedForms.list(),
  }
}

function isRefused({ what, capture }: Sample, damage: Damage): boolean {
  return !(what === 'body' ? readResponse(damage.value, capture.context) : readEvent(damage.value, capture.context)).ok
}

class Classes {
  readonly #found = new Map<string, { what: string; kind: DamageKind; label: string; count: number; example: string }>()

  add({ what, capture }: Sample, { kind, label }: { kind: DamageKind; label: string }): void {
    const key = `${what} ${kind} ${label}`
    const entry = this.#found.get(key) ?? { what, kind, label, count: 0, example: capture.name }
    entry.count += 1
    this.#found.set(key, entry)
  }

  list(): DamageClass[] {
    return [...this.#found.values()].sort((a, b) => b.count - a.count || a.label.localeCompare(b.label))
  }
}
