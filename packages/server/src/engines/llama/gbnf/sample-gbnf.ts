/** A node of a parsed grammar body. */
type Node =
  | { kind: 'text'; text: string }
  | { kind: 'class'; ranges: [number, number][]; negated: boolean }
  | { kind: 'rule'; name: string }
  | { kind: 'sequence'; nodes: Node[] }
  | { kind: 'choice'; nodes: Node[] }
  | { kind: 'repeat'; node: Node; min: number; max: number }

export interface SampleOptions {
  /** Numbers in [0, 1). */
  random: () => number
  /** From this depth of rules on, the shortest way out is taken. @defaultValue 24 */
  maxDepth?: number
}

/**
 * Writes a random text that a GBNF grammar generates; for tests of grammars without a model. It knows the part of GBNF that this package writes.
 */
export function sampleGbnf(grammar: string, { random, maxDepth = 24 }: SampleOptions): string {
  const rules = parseGrammar(grammar)
  const heights = heightsOf(rules)
  const height = (node: Node): number => heightOf(node, heights)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T

  function write(node: Node, depth: number): string {
    switch (node.kind) {
      case 'text':
        return node.text
      case 'class':
        return writeClass(node)
      case 'rule':
        return write(rules.get(node.name) as Node, depth + 1)
      case 'sequence':
        return node.nodes.map((part) => write(part, depth)).join('')
      case 'choice': {
        if (depth < maxDepth) return write(pick(node.nodes), depth)
        const least = Math.min(...node.nodes.map(height))
        return write(node.nodes.find((part) => height(part) === least) as Node, depth)
      }
      case 'repeat': {
        const spread = depth < maxDepth ? Math.min(node.max - node.min, 4) : 0
        const count =
          random() < 0.1 && Number.isFinite(node.max) && node.max < 64 && depth < maxDepth
            ? node.max
            : node.min + Math.floor(random() * (spread + 1))
        return Array.from({ length: count }, () => write(node.node, depth)).join('')
      }
    }
  }

  function writeClass({ ranges, negated }: Extract<Node, { kind: 'class' }>): string {
    if (!negated) {
      const [low, high] = pick(ranges)
      return String.fromCodePoint(low + Math.floor(random() * (high - low + 1)))
    }
    for (;;) {
      const code = random() < 0.9 ? 0x20 + Math.floor(random() * 0x60) : pick([0xe9, 0x416, 0x6f22, 0x1f600, 0x2028, 0x80])
      if (ranges.every(([low, high]) => code < low || code > high)) return String.fromCodePoint(code)
    }
  }

  return write({ kind: 'rule', name: 'root' }, 0)
}

function parseGrammar(grammar: string): Map<string, Node> {
  const rules = new Map<string, Node>()
  for (const line of grammar.split('\n')) {
    const match = /^([a-z0-9-]+) ::= (.*)$/s.exec(line)
    if (match) rules.set(match[1] ?? '', parseBody(match[2] ?? ''))
    else if (line !== '') throw new Error(`Failed to read the grammar line ${JSON.stringify(line)}`)
  }
  return rules
}

function parseBody(body: string): Node {
  const chars = Array.from(body)
  let at = 0

  const char = (): number => {
    const first = chars[at++] ?? ''
    if (first !== '\\') return first.codePointAt(0) ?? 0
    const escape = chars[at++] ?? ''
    const controls: Record<string, number> = { n: 10, r: 13, t: 9 }
    if (escape === 'x') {
      at += 2
      return Number.parseInt(chars.slice(at - 2, at).join(''), 16)
    }
    if (!(escape in controls) && !'\\"[]'.includes(escape)) throw new Error(`GBNF knows no escape \\${escape} in ${body}`)
    return controls[escape] ?? escape.codePointAt(0) ?? 0
  }
  const spaces = () => {
    while (chars[at] === ' ') at++
  }

  function choice(): Node {
    const nodes = [sequence()]
    while (chars[at] === '|') {
      at++
      nodes.push(sequence())
    }
    return nodes.length === 1 ? (nodes[0] as Node) : { kind: 'choice', nodes }
  }

  function sequence(): Node {
    const nodes: Node[] = []
    for (spaces(); at < chars.length && chars[at] !== '|' && chars[at] !== ')'; spaces()) nodes.push(repeated(atom()))
    return { kind: 'sequence', nodes }
  }

  function atom(): Node {
    const first = chars[at]
    if (first === '"') {
      let text = ''
      for (at++; chars[at] !== '"';) text += String.fromCodePoint(char())
      at++
      return { kind: 'text', text }
    }
    if (first === '(') {
      at++
      const inner = choice()
      if (chars[at++] !== ')') throw new Error(`missing ) in ${body}`)
      return inner
    }
    if (first === '[') return charClass()
    const name = /^[a-z0-9-]+/.exec(chars.slice(at).join(''))?.[0]
    if (name === undefined) throw new Error(`unexpected ${first} in ${body}`)
    at += name.length
    return { kind: 'rule', name }
  }

  function charClass(): Node {
    at++
    const negated = chars[at] === '^'
    if (negated) at++
    const ranges: [number, number][] = []
    while (chars[at] !== ']') {
      const low = char()
      const isRange = chars[at] === '-' && chars[at + 1] !== ']'
      if (isRange) at++
      ranges.push([low, isRange ? char() : low])
    }
    at++
    return { kind: 'class', ranges, negated }
  }

  function repeated(node: Node): Node {
    const mark = chars[at]
    if (mark === '*' || mark === '+' || mark === '?') {
      at++
      return { kind: 'repeat', node, min: mark === '+' ? 1 : 0, max: mark === '?' ? 1 : Infinity }
    }
    const match = /^\{(\d+)(,(\d*))?\}/.exec(chars.slice(at).join(''))
    if (!match) return node
    at += match[0].length
    const min = Number(match[1])
    return { kind: 'repeat', node, min, max: match[2] === undefined ? min : match[3] === '' ? Infinity : Number(match[3]) }
  }

  const result = choice()
  if (at < chars.length) throw new Error(`unread ${chars.slice(at).join('')} in ${body}`)
  return result
}

/** How many rules deep the shortest text of each rule is; Infinity for one that never ends. */
function heightsOf(rules: ReadonlyMap<string, Node>): Map<string, number> {
  const heights = new Map<string, number>()
  for (let hasChanged = true; hasChanged;) {
    hasChanged = false
    for (const [name, node] of rules) {
      const height = heightOf(node, heights) + 1
      if (height >= (heights.get(name) ?? Infinity)) continue
      heights.set(name, height)
      hasChanged = true
    }
  }
  return heights
}

function heightOf(node: Node, heights: ReadonlyMap<string, number>): number {
  switch (node.kind) {
    case 'text':
    case 'class':
      return 0
    case 'rule':
      return heights.get(node.name) ?? Infinity
    case 'sequence':
      return Math.max(0, ...node.nodes.map((part) => heightOf(part, heights)))
    case 'choice':
      return Math.min(...node.nodes.map((part) => heightOf(part, heights)))
    case 'repeat':
      return node.min === 0 ? 0 : heightOf(node.node, heights)
  }
}
