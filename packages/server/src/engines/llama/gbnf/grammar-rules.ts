/** The rules of one GBNF grammar while it is being built. Equal bodies share one rule. */
export interface GrammarRules {
  /** Adds a rule and returns its name; the same body again returns the same name. */
  rule(body: string): string
  /** A name whose body comes later, for recursion. */
  reserve(): string
  define(name: string, body: string): void
  /** The whole grammar text with `root` as the body of the start rule. */
  toText(root: string): string
}

/**
 * JSON as the model was taught to write it: one space after `:` and `,`, none elsewhere, so that a model's usual tokens stay possible and it
 * cannot fill its answer with white space. Numbers stay within what a double holds; escapes never make half a surrogate pair.
 */
const jsonRules = `string ::= "\\"" char* "\\""
char ::= [^"\\\\\\x7F\\x00-\\x1F] | "\\\\" (["\\\\/bfnrt] | "u" ([0-9a-cA-CefEF] [0-9a-fA-F]{3} | [dD] [0-7] [0-9a-fA-F]{2}))
integer ::= "-"? ("0" | [1-9] [0-9]{0,14})
number ::= integer ("." [0-9]{1,15})? ([eE] [-+]? [0-9]{1,2})?
boolean ::= "true" | "false"
null ::= "null"
value ::= object | array | string | number | boolean | null
object ::= "{" (string ": " value (", " string ": " value)*)? "}"
array ::= "[" (value (", " value)*)? "]"
`

export function createGrammarRules(): GrammarRules {
  const bodies = new Map<string, string>()
  const names = new Map<string, string>()
  let count = 0
  const fresh = () => `r${count++}`

  return {
    rule(body) {
      const known = names.get(body)
      if (known !== undefined) return known
      const name = fresh()
      names.set(body, name)
      bodies.set(name, body)
      return name
    },
    reserve: fresh,
    define: (name, body) => void bodies.set(name, body),
    toText: (root) => `root ::= ${root}\n${[...bodies].map(([name, body]) => `${name} ::= ${body}\n`).join('')}${jsonRules}`,
  }
}
