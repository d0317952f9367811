import { createPaint, type Rule, ruleGroups, rules } from '@goldwire/harness'
import { ExitCode, UsageError } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import type { RulesFlags } from '../commands/rules.ts'

/** What `goldwire rules` does once its flags are read. */
export function listRules(names: readonly string[], { json }: RulesFlags, terminal: Terminal): Promise<ExitCode> {
  const asked = names.length === 0 ? rules : names.flatMap(find)
  if (json === true) terminal.out(`${JSON.stringify({ rules: asked.map(toJson) })}\n`)
  else
    terminal.out(
      `${names.length === 0 || asked.length > names.length ? table(asked, terminal) : asked.map((rule) => explain(rule, terminal)).join('\n\n')}\n`,
    )
  return Promise.resolve(ExitCode.fine)
}

/** By id, by name, or all whose id begins so. */
function find(name: string): Rule[] {
  const wanted = name.toLowerCase()
  const exact = rules.filter((rule) => rule.id.toLowerCase() === wanted || rule.name === wanted)
  const found = exact.length > 0 ? exact : rules.filter((rule) => /^gw\d/.test(wanted) && rule.id.toLowerCase().startsWith(wanted))
  if (found.length > 0) return found
  const near = rules.filter((rule) => rule.name.includes(wanted)).map((rule) => `${rule.id} ${rule.name}`)
  throw new UsageError(
    `there is no rule ${name}${near.length > 0 ? `; did you mean ${near.slice(0, 5).join(', ')}?` : ' (goldwire rules lists them)'}`,
  )
}

function toJson({ id, name, severity, why, docs, threads }: Rule) {
  return { id, name, severity, group: groupOf(id), why, docs, threads }
}

const groupOf = (id: string): string => ruleGroups[Number(id[2]) as keyof typeof ruleGroups]

function table(asked: readonly Rule[], { colour }: Terminal): string {
  const paint = createPaint(colour)
  const lines: string[] = []
  let group = ''
  for (const { id, name, severity } of asked) {
    if (groupOf(id) !== group) {
      group = groupOf(id)
      lines.push(...(lines.length > 0 ? [''] : []), paint.bold(group))
    }
    lines.push(`  ${paint.cyan(id)} ${name.padEnd(30)} ${severity}`)
  }
  return [...lines, '', `${asked.length} rules; \`goldwire rules ID\` explains one.`].join('\n')
}

function explain({ id, name, severity, why, docs, threads }: Rule, { colour }: Terminal): string {
  const paint = createPaint(colour)
  return [
    `${paint.bold(`${id} ${name}`)}  ${severity}, ${groupOf(id)}`,
    `  ${why}`,
    `  ${paint.dim(docs)}`,
    ...(threads.length > 0 ? [`  Seen in: ${threads.join(', ')}`] : []),
  ].join('\n')
}
