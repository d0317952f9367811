import { builtinScenarios, defaultGoldensPath, loadScenarios, type BuiltinScenario, type Scenario } from '@goldwire/harness'

import { UsageError } from './exit-code.ts'

export interface ScenarioFlags {
  goldens?: string
  scenario: string[]
}

/**
 * The scenarios that the flags ask for: all goldens and the built-in ones, or those that are named; `*` stands for anything.
 * @throws UsageError for a name that none has
 */
export async function pickScenarios({ goldens, scenario: asked }: ScenarioFlags): Promise<(Scenario | BuiltinScenario)[]> {
  const all = [...(await loadScenarios(goldens ?? defaultGoldensPath())), ...builtinScenarios]
  const unknown = asked.filter((name) => !all.some((each) => matches(each.name, name)))
  if (unknown.length > 0)
    throw new UsageError(`no scenario is called ${unknown.join(', ')}; there are ${all.map((each) => shownName(each.name)).join(', ')}`)
  return asked.length === 0 ? all : all.filter((each) => asked.some((name) => matches(each.name, name)))
}

/** `text` of `openai/text`. */
export const shortName = (name: string) => name.replace(/^[^/]+\//, '')

const shownName = (name: string) => (name.startsWith('api/') ? name : shortName(name))

function matches(full: string, asked: string): boolean {
  const pattern = new RegExp(`^${asked.split('*').map(escapeRegExp).join('.*')}$`)
  return pattern.test(full) || pattern.test(shortName(full))
}

const escapeRegExp = (text: string) => text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
