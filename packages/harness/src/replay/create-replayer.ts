import type { Golden } from '../golden/golden.ts'
import type { Mutation } from '../mutations/mutation.ts'
import { type ReplayAnswer, toAnswer } from './answer.ts'
import { type Clock, createClock } from './clock.ts'
import { parseChunking } from './chunking.ts'
import type { Draft } from './draft.ts'
import { errorDraft, jsonDraft } from './error-draft.ts'
import { explain, type Mismatch } from './explain.ts'
import type { Fault } from './faults/fault.ts'
import { parseFault } from './faults/faults.ts'
import { foldedDraft } from './folded-draft.ts'
import { type Interaction, toInteractions } from './interaction.ts'
import { type MatchMode, rank } from './match.ts'
import { modelList } from './model-list.ts'
import { parsePace } from './pace.ts'
import type { Carrier } from './piece.ts'
import { createRandom } from './random.ts'
import { recordedDraft } from './recorded-draft.ts'
import type { ReplayRequest } from './replay-request.ts'
import { isObject } from './request-differences.ts'
import { responsePlace, toRoute } from './route.ts'
import { answerStored, responseNotFound } from './stored-answers.ts'
import { type StoredResponse, storeResponse } from './stored-response.ts'
import { createTape, type Repeat } from './tape.ts'

export interface ReplayOptions {
  /** @defaultValue `subset` */
  match?: MatchMode
  /** JSON pointers into request bodies that do not count (`/tools`, `/input/0`). */
  ignore?: readonly string[]
  /** `instant`, `recorded`, `xN` or `N/s`. @defaultValue `instant` */
  pace?: string
  /** `recorded`, `frame`, `byte`, `random:SEED`, `split-utf8` or `whole`. @defaultValue `recorded` */
  chunk?: string
  /** Faults as `NAME[:ARG][@TIMES]`; see `faultKinds`. */
  faults?: readonly string[]
  /** Decides everything that faults leave to chance: same goldens, same requests, same seed, same bytes. @defaultValue 1 */
  seed?: number
  /** @defaultValue `last` */
  repeat?: Repeat
  /** Where faults named `mutation:ID` are looked up: `mutations` of `@goldwire/harness/mutations`. */
  mutations?: readonly Mutation[]
  clock?: Clock
}

/** Answers requests from recordings. Knows no network: carriers send its answers. */
export interface Replayer {
  /** What was recorded, in order. */
  readonly interactions: readonly Interaction[]
  readonly clock: Clock
  /** Picks the answer to a request. Times in it count from this moment. */
  answer(request: ReplayRequest): ReplayAnswer
  /** Forgets which recordings were given, all responses, and all faults that struck. */
  reset(): void
}

/**
 * Makes a replayer of goldens. A response that was recorded once can be created, read again by id, resumed at every `starting_after`, cancelled,
 * deleted and continued.
 *
 * @throws ReplayError when an option cannot be understood
 */
export function createReplayer(goldens: readonly Golden[], options: ReplayOptions = {}): Replayer {
  const { match = 'subset', ignore = [], seed = 1, repeat = 'last', clock = createClock(), mutations = [] } = options
  const pace = parsePace(options.pace ?? 'instant')
  const chunking = parseChunking(options.chunk ?? 'recorded')
  const faults = (options.faults ?? []).map((text) => parseFault(text, mutations))
  const interactions = toInteractions(goldens)
  const tape = createTape(interactions, match, repeat)
  const stored = new Map<string, StoredResponse>()
  const gone = new Set<string>()
  const known = new Set(interactions.flatMap(({ responseId }) => responseId ?? []))
  const struck = new Map<Fault, number>()
  const asked = new Map<string, number>()

  /** Which faults strike now, each with chance of its own that depends on nothing but the seed, the place and how often it was asked there. */
  function strike(place: string): { fault: Fault; chance: () => ReturnType<typeof createRandom> }[] {
    const nth = asked.get(place) ?? 0
    asked.set(place, nth + 1)
    return faults.flatMap((fault) => {
      const count = struck.get(fault) ?? 0
      if (count >= fault.times) return []
      struck.set(fault, count + 1)
      return [{ fault, chance: () => createRandom(`${seed}|${fault.text}|${place}|${nth}`) }]
    })
  }

  function plant(draft: Draft, striking: ReturnType<typeof strike>): Draft {
    for (const { fault, chance } of striking) fault.plant?.(draft, chance())
    return draft
  }

  function give(interaction: Interaction, request: ReplayRequest, folded: boolean): ReplayAnswer {
    const carrier: Carrier = request.carrier ?? 'http'
    tape.use(interaction)
    const striking = strike(interaction.name)
    let source = interaction
    for (const { fault, chance } of striking) {
      const golden = fault.alter?.(source.golden, chance())
      if (golden) source = { ...source, golden }
    }
    const kept = remember(interaction, request)
    const unpadded =
      isObject(request.body) && isObject(request.body['stream_options']) && request.body['stream_options']['include_obfuscation'] === false
    const draft = folded ? foldedDraft(source, kept) : recordedDraft(source, carrier, { pace, chunking, unpadded })
    const common = {
      kind: 'recorded' as const,
      golden: interaction.name,
      close: interaction.close,
      faults: striking.map(({ fault }) => fault.text),
    }
    if (kept === null || folded) return toAnswer(plant(draft, striking), common)
    return toAnswer(plant(draft, striking), { ...common, deliver: kept.deliver, stop: interaction.streamed ? kept.cancelled : null })
  }

  /** What the request made is there from now on, under its id; what it deleted is not. */
  function remember(interaction: Interaction, { path, method, body }: ReplayRequest): StoredResponse | null {
    const { place } = toRoute(path)
    const target = responsePlace(place)
    if (target !== null) {
      if (method === 'DELETE') forget(target.id)
      if (target.part === 'cancel') stored.get(target.id)?.cancel()
      return target.part === null ? (stored.get(target.id) ?? null) : null
    }
    if (place !== '/responses' || method === 'WS') return null
    const kept = storeResponse(interaction, body, { clock, pace })
    if (kept !== null) {
      stored.set(kept.id, kept)
      gone.delete(kept.id)
      if (!interaction.streamed) kept.deliver(1)
    }
    return kept
  }

  function forget(id: string): void {
    stored.get(id)?.cancel()
    stored.delete(id)
    gone.add(id)
  }

  /** From what is known of a response, when no recording answers the very request. */
  function derive(request: ReplayRequest): ReplayAnswer | null {
    const { place, query } = toRoute(request.path)
    const target = responsePlace(place)
    if (target === null) return null
    const response = stored.get(target.id)
    if (response === undefined)
      return gone.has(target.id) || !hasRecorded(target.id) ? toAnswer(responseNotFound(target.id), { kind: 'error' }) : null
    const answer = answerStored(response, { method: request.method, part: target.part, query }, chunking, clock.now())
    if (answer === null) return null
    if (answer.deleted) forget(target.id)
    const striking = strike(`${request.method} ${place}`)
    const draft = plant(answer.draft, striking)
    const common = { kind: 'derived' as const, faults: striking.map(({ fault }) => fault.text) }
    return toAnswer(
      draft,
      answer.live ? { ...common, stop: response.cancelled.aborted ? null : response.cancelled, deliver: response.deliver } : common,
    )
  }

  const hasRecorded = (id: string): boolean =>
    interactions.some(({ request }) => request.path !== null && responsePlace(toRoute(request.path).place)?.id === id)

  function refuse(request: ReplayRequest, mismatch: Mismatch): ReplayAnswer {
    const carrier = request.carrier ?? 'http'
    const previous = isObject(request.body) ? request.body['previous_response_id'] : undefined
    if (typeof previous === 'string' && (gone.has(previous) || !known.has(previous))) {
      const message = `Previous response with id '${previous}' not found.`
      const error = { message, type: 'invalid_request_error', param: 'previous_response_id', code: 'previous_response_not_found' }
      return toAnswer(errorDraft(carrier, 400, error), { kind: 'error', mismatch })
    }
    const error = { message: mismatch.message, type: 'invalid_request_error', param: null, code: 'no_recorded_interaction' }
    return toAnswer(errorDraft(carrier, 404, error), { kind: 'mismatch', mismatch })
  }

  return {
    interactions,
    clock,
    answer(original) {
      const request = { ...original, method: original.method.toUpperCase() }
      const eligible = tape.eligible(request)
      const ranked = rank(eligible, request, { match, ignore })
      const picked = tape.pick(ranked.filter(({ differences }) => differences.length === 0))
      const isStored = responsePlace(toRoute(request.path).place) !== null
      if (picked !== null && (!isStored || tape.isUnused(picked.interaction))) return give(picked.interaction, request, picked.folded)
      const derived = isStored ? derive(request) : null
      if (derived !== null) return derived
      if (picked !== null) return give(picked.interaction, request, picked.folded)
      if (request.method === 'GET' && toRoute(request.path).place === '/models') {
        return toAnswer(jsonDraft('http', 200, modelList(interactions)), { kind: 'derived' })
      }
      const usedUp = ranked[0]?.differences.length === 0 ? ranked[0].interaction.name : null
      const onTape = match === 'tape' && eligible[0] !== undefined ? { name: eligible[0].name, place: placesOf(eligible)[0] ?? '' } : null
      return refuse(request, explain(request, ranked, placesOf(interactions), usedUp, onTape))
    },
    reset() {
      tape.rewind()
      for (const map of [stored, struck, asked]) map.clear()
      gone.clear()
    },
  }
}

function placesOf(interactions: readonly Interaction[]): string[] {
  return interactions.map(({ request }) => `${request.method} ${request.path === null ? '/responses' : toRoute(request.path).place}`)
}
