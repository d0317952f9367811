import { isTerminal, type LarkNode } from './read-lark.ts'
import { UnsupportedGrammar } from './text-pattern.ts'

/**
 * Rules that begin with themselves as loops: `sum: sum "+" n | n` becomes `n ("+" n)*`, which means the same texts.
 *
 * @throws UnsupportedGrammar for rules that begin with each other in a circle
 */
export function unrollLeftRecursion(definitions: ReadonlyMap<string, LarkNode>): Map<string, LarkNode> {
  const unrolled = new Map([...definitions].map(([name, node]) => [name, isTerminal(name) ? node : unroll(name, node)]))
  for (const name of unrolled.keys()) {
    if (!isTerminal(name)) checkCircle(unrolled, name)
  }
  return unrolled
}

function unroll(name: string, node: LarkNode): LarkNode {
  const branches = node.kind === 'choice' ? node.parts.flatMap(flatten) : flatten(node)
  const [loops, starts] = [branches.filter((branch) => beginsWith(branch, name)), branches.filter((branch) => !beginsWith(branch, name))]
  if (loops.length === 0) return node
  if (starts.length === 0) throw new UnsupportedGrammar(`the rule '${name}' never comes to an end`)
  const tails = loops.map((branch): LarkNode => ({ kind: 'sequence', parts: branch.kind === 'sequence' ? branch.parts.slice(1) : [] }))
  const rest = tails.filter((tail) => tail.kind !== 'sequence' || tail.parts.length > 0)
  return {
    kind: 'sequence',
    parts: [
      { kind: 'choice', parts: starts },
      { kind: 'repeat', part: { kind: 'choice', parts: rest }, min: 0, max: null },
    ],
  }
}

function flatten(node: LarkNode): LarkNode[] {
  return node.kind === 'choice' ? node.parts.flatMap(flatten) : [node]
}

function beginsWith(node: LarkNode, name: string): boolean {
  if (node.kind === 'name') return node.name === name
  return node.kind === 'sequence' && node.parts[0] !== undefined && beginsWith(node.parts[0], name) && node.parts[0].kind === 'name'
}

/** Follows what may come first in a rule; coming back to it means that llama.cpp would never move on. */
function checkCircle(definitions: ReadonlyMap<string, LarkNode>, start: string): void {
  const seen = new Set<string>()
  const visit = (name: string) => {
    const node = definitions.get(name)
    if (node === undefined || isTerminal(name)) return
    for (const first of firsts(node, definitions)) {
      if (first === start) throw new UnsupportedGrammar(`the rule '${start}' begins with itself by way of others`)
      if (seen.has(first)) continue
      seen.add(first)
      visit(first)
    }
  }
  visit(start)
}

function firsts(node: LarkNode, definitions: ReadonlyMap<string, LarkNode>): string[] {
  if (node.kind === 'name') return [node.name]
  if (node.kind === 'repeat') return firsts(node.part, definitions)
  if (node.kind === 'choice') return node.parts.flatMap((part) => firsts(part, definitions))
  if (node.kind !== 'sequence') return []
  const names: string[] = []
  for (const part of node.parts) {
    names.push(...firsts(part, definitions))
    if (!mayBeEmpty(part, definitions, new Set())) break
  }
  return names
}

function mayBeEmpty(node: LarkNode, definitions: ReadonlyMap<string, LarkNode>, open: Set<string>): boolean {
  switch (node.kind) {
    case 'text':
      return node.text === ''
    case 'repeat':
      return node.min === 0 || mayBeEmpty(node.part, definitions, open)
    case 'choice':
      return node.parts.some((part) => mayBeEmpty(part, definitions, open))
    case 'sequence':
      return node.parts.every((part) => mayBeEmpty(part, definitions, open))
    case 'name': {
      const target = definitions.get(node.name)
      if (target === undefined || isTerminal(node.name) || open.has(node.name)) return false
      return mayBeEmpty(target, definitions, new Set([...open, node.name]))
    }
    default:
      return false
  }
}
