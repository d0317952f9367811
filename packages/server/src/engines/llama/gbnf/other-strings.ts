import type { GrammarRules } from './grammar-rules.ts'
import { literal } from './literal.ts'

interface Node {
  children: Map<string, Node>
  isEnd: boolean
}

/**
 * The rule of a JSON string that is none of `words`, for the keys that `properties` leaves over. It follows the words letter by letter and
 * leaves them at some point; it never uses escapes before that, so a word cannot come back in disguise.
 */
export function otherStrings(rules: GrammarRules, words: readonly string[]): string {
  const root: Node = { children: new Map(), isEnd: false }
  for (const word of words) {
    let node = root
    for (const char of word) {
      const next = node.children.get(char) ?? { children: new Map(), isEnd: false }
      node.children.set(char, next)
      node = next
    }
    node.isEnd = true
  }
  return rules.rule(`"\\"" ${rest(rules, root)} "\\""`)
}

/** What may still come at `node` without completing a word. */
function rest(rules: GrammarRules, node: Node): string {
  const inString = [...node.children].filter(([char]) => !'"\\'.includes(char) && char > '\x1f' && char !== '\x7f')
  const excluded = inString
    .map(([char]) => (char === '^' ? '\\x5E' : char === '-' ? '\\x2D' : '[]'.includes(char) ? `\\${char}` : char))
    .join('')
  const leaves = `[^${excluded}"\\\\\\x7F\\x00-\\x1F] char*`
  const follows = inString.map(([char, child]) => `${literal(char)} ${rest(rules, child)}`)
  const body = rules.rule([leaves, ...follows].join(' | '))
  return node.isEnd ? body : `${body}?`
}
