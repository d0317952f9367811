import { UnsupportedGrammar } from './text-pattern.ts'

export interface LarkToken {
  kind: 'name' | 'string' | 'regex' | 'number' | 'directive' | 'mark' | 'line'
  text: string
  /** Of a string or a regular expression, behind the closing quote or slash. */
  flags: string
  line: number
}

const tokens =
  /(?<space>[ \t\f]+|\/\/[^\n]*|#[^\n]*|\\\r?\n)|(?<line>(?:\r?\n)+)|(?<string>"(?:[^"\\\n]|\\.)*")(?<stringFlags>i?)|\/(?<regex>(?!\/)(?:[^/\\\n]|\\.)+)\/(?<regexFlags>[imslux]*)|(?<directive>%[a-z]+)|(?<name>_*[A-Za-z][\w.]*|_\w*)|(?<number>-?\d+)|(?<mark>->|\.\.|[:|()[\]{}?!*+~,.=])/y

/**
 * The words of a Lark grammar. The end of a line counts only where a definition begins; `line` tokens stand there and between.
 *
 * @throws UnsupportedGrammar with the line of what is no Lark
 */
export function readLarkTokens(source: string): LarkToken[] {
  const found: LarkToken[] = []
  let line = 1
  tokens.lastIndex = 0
  while (tokens.lastIndex < source.length) {
    const at = tokens.lastIndex
    const match = tokens.exec(source)
    if (match === null) throw new UnsupportedGrammar(`line ${line}: unexpected ${JSON.stringify(source.slice(at, at + 12))}`)
    const { groups = {} } = match
    const kind = (['line', 'string', 'regex', 'directive', 'name', 'number', 'mark'] as const).find((each) => groups[each] !== undefined)
    if (kind !== undefined) {
      const flags = (kind === 'string' ? groups['stringFlags'] : groups['regexFlags']) ?? ''
      found.push({ kind, text: groups[kind] ?? '', flags: kind === 'string' || kind === 'regex' ? flags : '', line })
    }
    line += match[0].split('\n').length - 1
  }
  return found
}

/** The text a quoted string stands for. @throws UnsupportedGrammar for an escape nobody knows */
export function larkText({ text, line }: LarkToken): string {
  const simple: { [char: string]: string } = {
    n: '\n',
    r: '\r',
    t: '\t',
    f: '\f',
    v: '\v',
    b: '\b',
    '"': '"',
    "'": "'",
    '\\': '\\',
    '/': '/',
  }
  return text
    .slice(1, -1)
    .replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/g, (whole, x, u, long, char: string) => {
      const digits = (x ?? u ?? long) as string | undefined
      if (digits !== undefined) return String.fromCodePoint(Number.parseInt(digits, 16))
      const plain = simple[char]
      if (plain === undefined) throw new UnsupportedGrammar(`line ${line}: the escape '${whole}'`)
      return plain
    })
}
