import { addFields, nounOf, type Nouns } from './nouns.ts'

/** What the SDK's helpers add to an object; never on the wire. */
const NOT_ON_THE_WIRE = new Set(['output_text', 'parsed', 'parsed_arguments'])

/**
 * Reads the interfaces of the SDK's `responses.d.ts`. The file is generated, one property a line at fixed depth, and that is what this relies on: no
 * compiler is asked, `extends` is followed within the file, and properties of mapped or intersected types are not seen.
 *
 * @throws Error when the text does not look like that file any more
 */
export function nounsOfSdk(text: string, items: ReadonlySet<string>): Nouns {
  const interfaces = new Map<string, { fields: Map<string, string>; parents: string[] }>()
  const opening = /^( *)(?:export )?interface (\w+)(?:<[^>]*>)?(?: extends ([^{]+))? \{$/
  const lines = text.split('\n')
  lines.forEach((line, start) => {
    const [, indent = '', name = '', parents = ''] = opening.exec(line) ?? []
    if (name === '') return
    const property = new RegExp(`^${indent} {4}(?:readonly )?'?(\\w+)'?\\??: (.*)$`)
    const fields = new Map<string, string>()
    for (let at = start + 1; at < lines.length && lines[at] !== `${indent}}`; at++) {
      const [, field, type] = property.exec(lines[at] ?? '') ?? []
      if (field !== undefined && !NOT_ON_THE_WIRE.has(field)) fields.set(field, type ?? '')
    }
    interfaces.set(`${name} ${start}`, { fields, parents: parents.split(',').map((parent) => parent.trim().replace(/<.*/, '')) })
  })
  if (interfaces.size < 100) throw new Error(`only ${interfaces.size} interfaces were found: is this responses.d.ts of the openai SDK?`)
  const nouns: Nouns = new Map()
  for (const [key, { fields, parents }] of interfaces) {
    const inherited = parents.flatMap((parent) => [...interfaces].filter(([other]) => other.startsWith(`${parent} `)))
    const all = new Map([...inherited.flatMap(([, each]) => [...each.fields]), ...fields])
    const word = /^'([^']+)';$/.exec(all.get('type') ?? '')?.[1]
    const noun = key.startsWith('Response ') ? 'response' : word === undefined ? null : nounOf(word, items)
    if (noun !== null) addFields(nouns, noun, all.keys())
  }
  return nouns
}
