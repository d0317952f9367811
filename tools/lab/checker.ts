import type { Golden } from '@goldwire/harness'

/** One thing a checker finds fault with in a stream. */
export interface Problem {
  /** The same fault in the same kind of place has the same key, so that what a checker says of the sound stream can be told apart. */
  key: string
  /** Id of our rule; null for other checkers. */
  rule: string | null
  /** Only a warning: legal, but some client breaks on it. */
  isWarning?: boolean
  text: string
}

/** Something that can be asked whether a stream is right. */
export interface Checker {
  name: string
  /** What it is, and in which version. */
  title: string
  problems(golden: Golden): Problem[] | Promise<Problem[]>
}

/** A checker that cannot run here, and why. */
export interface AbsentChecker {
  name: string
  absent: string
}

/** Events as a checker of single events gets them: a frame that holds no JSON is a fault by itself. */
export function* payloads(golden: Golden): Generator<{ index: number; data: unknown } | { index: number; text: string }> {
  for (const [index, line] of golden.lines.entries()) {
    if (line.dir === 'out' || line.comment !== undefined) continue
    if (line.text !== undefined) {
      if (line.text.trim() !== '[DONE]') yield { index, text: line.text }
    } else yield { index, data: line.data ?? line.body }
  }
}

/** What `judge` says of each event of a stream; asked once for each text, for most events of a lab stand in many streams. */
export function judgeEvents(judge: (data: unknown) => Problem[]): (golden: Golden) => Problem[] {
  const remembered = new Map<string, Problem[]>()
  return (golden) =>
    [...payloads(golden)].flatMap((payload) => {
      if ('text' in payload) return [{ key: 'not JSON', rule: null, text: 'not JSON' }]
      const text = JSON.stringify(payload.data)
      const known = remembered.get(text) ?? judge(payload.data)
      remembered.set(text, known)
      return known
    })
}

// `/response/output/3/id` becomes `/response/output/*/id`.

export function generalPlace(pointer: string): string {
  return pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*')
}
