import type { OfferedTool } from '../../prompt/offer-tools.ts'

/** What servers take as the name of a function. */
const LONGEST = 64

/** Tools under names that every Chat Completions server takes: `namespace.name` has a dot, which OpenAI and others refuse. */
export interface ToolNames {
  /** What the server is told. */
  toWire(promptName: string): string
  /** What the request calls it; a name the server made up stays as it is. */
  fromWire(name: string): string
}

export function createToolNames(tools: readonly Pick<OfferedTool, 'promptName'>[]): ToolNames {
  const wire = new Map<string, string>()
  const prompt = new Map<string, string>()
  const toWire = (promptName: string): string => {
    const known = wire.get(promptName)
    if (known !== undefined) return known
    const plain = promptName.replaceAll(/[^\w-]/g, '_').slice(0, LONGEST)
    let name = plain
    for (let number = 2; prompt.has(name); number += 1) name = `${plain.slice(0, LONGEST - 3)}_${number}`
    wire.set(promptName, name)
    prompt.set(name, promptName)
    return name
  }
  // Names that need no change first, so that they get none.
  for (const { promptName } of tools.toSorted((a, b) => Number(/[^\w-]/.test(a.promptName)) - Number(/[^\w-]/.test(b.promptName))))
    toWire(promptName)
  return { toWire, fromWire: (name) => prompt.get(name) ?? name }
}
