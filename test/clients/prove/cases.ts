import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { type Golden, goldenToBytes, readStreamFile } from '@goldwire/harness'
import { baseGoldens, genericMutators, plantAll } from '@goldwire/harness/mutations'

/** One stream to be read: a sound base, or a base with one defect. */
export interface ProofCase {
  /** `BASE` or `BASE/MUTATION`. */
  id: string
  base: string
  /** Null for the base itself. */
  mutation: string | null
  golden: Golden
}

export interface CaseOptions {
  /** Only these bases; null = all that a client can ask for by a POST. */
  bases: readonly string[] | null
  /** At most so many of the mutated streams, drawn by the seed; the bases always come along. */
  limit: number | null
  seed: number
  /** Beside the named defects, so many changes of each kind that nobody chose, in each base. */
  generic?: number
}

/**
 * The mutation lab's streams, as clients meet them: answers to a POST over SSE. A defect that leaves what is sent as it was (arrival times, what
 * was asked) is no case, for no client can see it.
 */
export function proofCases({ bases, limit, seed, generic = 0 }: CaseOptions): ProofCase[] {
  const sound = baseGoldens().filter(({ header }) => header.response.framing === 'sse' && header.request?.method === 'POST')
  const wanted = sound.filter((golden) => bases === null || bases.includes(nameOf(golden)))
  const cases = wanted.map((golden): ProofCase => ({ id: nameOf(golden), base: nameOf(golden), mutation: null, golden }))
  const planted = wanted.flatMap((golden) => {
    const base = nameOf(golden)
    const seen = new Set([sent(golden)])
    const named = [...plantAll(golden)].map(({ mutation, golden: broken }) => ({ mutation: mutation.id as string, golden: broken }))
    const unnamed = genericMutators.flatMap((mutator) =>
      [...mutator.mutants(golden, { seed, limit: generic })].map(({ label, golden: broken }) => ({ mutation: label, golden: broken })),
    )
    return [...named, ...unnamed].flatMap(({ mutation, golden: broken }): ProofCase[] => {
      const bytes = sent(broken)
      if (seen.has(bytes)) return []
      seen.add(bytes)
      return [{ id: `${base}/${mutation}`, base, mutation, golden: broken }]
    })
  })
  const drawn = limit === null ? planted : planted.toSorted((a, b) => drawOf(a.id, seed) - drawOf(b.id, seed)).slice(0, limit)
  return [...cases, ...drawn]
}

/** Every stream of a folder that answers a POST, recorded to its end: each is a case by itself. */
export async function recordedCases(folder: string): Promise<ProofCase[]> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => /\.(?:jsonl|sse|txt|golden)(?:\.gz)?$/.test(file)).toSorted()
  const read = await Promise.all(files.map(async (file) => ({ file, golden: await readStreamFile(join(folder, file)).catch(() => null) })))
  return read.flatMap(({ file, golden }): ProofCase[] => {
    if (golden === null || golden.lines.length === 0) return []
    const { request, response, cut } = golden.header
    if (
      response.framing === 'json' ||
      response.framing === 'websocket' ||
      (request?.method ?? 'POST') !== 'POST' ||
      typeof cut === 'string'
    )
      return []
    return [{ id: file, base: file, mutation: null, golden }]
  })
}

/** Whether a case belongs to the half that profiles were developed on; the other half was kept from them. Bases belong to neither. */
export function isHeldOut({ id }: Pick<ProofCase, 'id'>, seed = 1): boolean {
  return drawOf(`half ${id}`, seed) >= 0.5
}

const nameOf = ({ header }: Golden) => header.name.replace('made/', '')

/** Everything of an answer that reaches a client. */
function sent(golden: Golden): string {
  const { status, headers } = golden.header.response
  // Replay says what it sends where the recording does not.
  return (
    JSON.stringify([status, { 'content-type': 'text/event-stream; charset=utf-8', ...headers }]) +
    Buffer.concat(goldenToBytes(golden)).toString('latin1')
  )
}

/** A number in [0, 1) that depends on the text and the seed only (FNV-1a, mixed). */
function drawOf(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  return ((hash ^ (hash >>> 13)) >>> 0) / 4_294_967_296
}
