import type { Mutation } from '../../mutations/mutation.ts'
import type { Draft } from '../draft.ts'
import type { Random } from '../random.ts'
import { ReplayError } from '../replay-error.ts'
import { endingFaults } from './ending-faults.ts'
import type { Fault, FaultKind } from './fault.ts'
import { frameFaults } from './frame-faults.ts'
import { statusFaults } from './status-faults.ts'

const simpleKinds: readonly FaultKind[] = [...endingFaults, ...statusFaults, ...frameFaults]

/** Every kind of fault that can be named, with what stands behind its name. */
export const faultKinds: readonly Pick<FaultKind, 'name' | 'usage' | 'title'>[] = [
  ...simpleKinds,
  { name: 'mutation', usage: ':ID', title: 'one named defect of the mutation library, planted where the seed says' },
  { name: 'chaos', usage: ':RATE', title: 'each answer is struck, with this probability, by a fault that the seed draws' },
]

/** What chaos draws from: faults that a client must survive without being told. */
const CHAOTIC: readonly ((random: Random) => string)[] = [
  (random) => `cut-after:${random.between(0, 12)}`,
  (random) => `cut-inside:${random.between(1, 12)}`,
  (random) => `reset-after:${random.between(0, 12)}`,
  (random) => `stall-after:${random.between(0, 12)},${random.between(50, 500)}`,
  () => 'status:429',
  () => '5xx',
  () => 'gateway',
  () => 'malformed-json',
  () => 'duplicate',
  () => 'drop',
  () => 'reorder',
  (random) => `late-eof:${random.between(50, 500)}`,
  (random) => `slow-headers:${random.between(50, 500)}`,
  () => 'keepalive:50',
  () => 'crlf',
  () => 'split-utf8',
]

/**
 * Reads a fault as it is written on the command line: `NAME[:ARG][@TIMES]`. TIMES says how many answers it strikes before everything is as
 * recorded again; without it every one, but one for the faults that answer with an error.
 *
 * @param mutations where `mutation:ID` is looked up
 * @throws ReplayError naming what is wrong and what there is
 */
export function parseFault(text: string, mutations: readonly Mutation[] = []): Fault {
  const [, name = '', arg = null, times = null] = /^([^:@]+)(?::([^@]*))?(?:@(\d+))?$/.exec(text) ?? []
  const kind = name === 'mutation' ? mutationKind(mutations) : name === 'chaos' ? chaosKind : simpleKinds.find((one) => one.name === name)
  if (kind === undefined) {
    throw new ReplayError(
      `there is no fault ${JSON.stringify(text)}; there are ${faultKinds.map((one) => one.name + one.usage).join(', ')}`,
    )
  }
  try {
    const { times: ofKind = Infinity, ...fault } = kind.read(arg)
    return { text, times: times === null ? ofKind : Number(times), ...fault }
  } catch (cause) {
    throw new ReplayError(`fault ${JSON.stringify(text)}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

const mutationKind = (mutations: readonly Mutation[]): FaultKind => ({
  name: 'mutation',
  usage: ':ID',
  title: '',
  read: (arg) => {
    const mutation = mutations.find(({ id }) => id === arg)
    if (mutation === undefined) {
      const near = mutations.filter(({ id, family }) => id.includes(arg ?? '') || arg?.startsWith(family)).slice(0, 5)
      const hint = near.length > 0 ? `; near it are ${near.map(({ id }) => id).join(', ')}` : ''
      throw new ReplayError(
        mutations.length === 0
          ? 'no mutations were given (`mutations` of @goldwire/harness/mutations)'
          : `there is no mutation ${arg}${hint}`,
      )
    }
    return { alter: (golden, random) => mutation.plant(golden, { seed: random.between(1, 2 ** 31) }) }
  },
})

const chaosKind: FaultKind = {
  name: 'chaos',
  usage: ':RATE',
  title: '',
  read: (arg) => {
    const rate = Number(arg)
    if (arg === null || !(rate > 0 && rate <= 1)) throw new ReplayError(`it needs a rate above 0 and up to 1, not ${JSON.stringify(arg)}`)
    return {
      plant: (draft: Draft, random: Random) => {
        if (random.next() >= rate) return
        const draw = CHAOTIC[random.between(0, CHAOTIC.length - 1)]
        if (draw) parseFault(draw(random)).plant?.(draft, random)
      },
    }
  },
}
