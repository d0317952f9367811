import type { Finding } from '../lint/finding.ts'
import type { Config, Suppression } from './config.ts'

/** Where findings come from: a file, or a server. */
export interface FindingSource {
  file?: string
  server?: string
}

/** Applies one configuration to the findings of a run, and remembers what it did. */
export interface ConfigFilter {
  /** The findings that are left, with the severities of the configuration, and those that a suppression took away. */
  apply(findings: readonly Finding[], source: FindingSource): { findings: Finding[]; suppressed: Finding[] }
  /** Suppressions that took nothing away so far: the defect is gone, or they never fitted. */
  unused(): Suppression[]
}

export function createConfigFilter({ suppress = [], severity = {} }: Config): ConfigFilter {
  const used = new Set<Suppression>()
  return {
    apply(findings, source) {
      const suppressed: Finding[] = []
      const left = findings.flatMap((finding): Finding[] => {
        const id = finding.rule.slice(0, 5)
        const wanted = severity[id]
        if (wanted === 'off') return []
        const by = suppress.find((one) => one.rule === id && fits(one, finding, source))
        if (by !== undefined) {
          used.add(by)
          suppressed.push(finding)
          return []
        }
        return [wanted === undefined ? finding : { ...finding, severity: wanted }]
      })
      return { findings: left, suppressed }
    },
    unused: () => suppress.filter((one) => !used.has(one)),
  }
}

function fits({ pointer, file, server }: Suppression, finding: Finding, source: FindingSource): boolean {
  if (pointer !== undefined && !pointerPattern(pointer).test(finding.pointer)) return false
  if (file !== undefined && (source.file === undefined || !filePattern(file).test(source.file.replaceAll('\\', '/')))) return false
  return server === undefined || source.server?.startsWith(server) === true
}

const escape = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

function pointerPattern(pointer: string): RegExp {
  const steps = pointer.split('/').map((step) => (step === '**' ? '.*' : step === '*' ? '[^/]*' : escape(step)))
  return new RegExp(`^${steps.join('/').replaceAll('/.*', '(?:/.*)?')}$`)
}

/** Fits anywhere in the path, at the borders of its names. */
function filePattern(file: string): RegExp {
  const pieces = file.split('**').map((piece) => piece.split('*').map(escape).join('[^/]*'))
  return new RegExp(`(?:^|/)${pieces.join('.*').replace(/^\//, '')}(?:$|/)`)
}
