import { type AbsentChecker, type Checker, generalPlace, judgeEvents, type Problem } from '../checker.ts'
import { importPeer, peerText, peerVersion } from '../install-peers.ts'

interface Issue {
  path: PropertyKey[]
  message: string
}
interface ZodSchema {
  safeParse(value: unknown): { success: boolean; error?: { issues: Issue[] } }
}

/**
 * Every event by the zod schema that OpenRouter's SDK has for its type. The union itself swallows what fails as `UNKNOWN`; the schemas of
 * its members say what they miss.
 */
export async function openrouter(): Promise<Checker | AbsentChecker> {
  const events = await importPeer('@openrouter/sdk/esm/models/streamevents.js')
  if (typeof events === 'string') return { name: 'openrouter', absent: events }
  const members = await memberSchemas(peerText('@openrouter/sdk/esm/models/streamevents.js'))
  const results = await importPeer('@openrouter/sdk/esm/models/openresponsesresult.js')
  const { OpenResponsesResult$inboundSchema: body } = (typeof results === 'string' ? {} : results) as {
    OpenResponsesResult$inboundSchema?: ZodSchema
  }
  const judge = (data: unknown, by?: ZodSchema): Problem[] => {
    const type = typeof data === 'object' && data !== null && 'type' in data ? String(data.type) : 'no type'
    const schema = by ?? members.get(type)
    if (schema === undefined) return [{ key: `unknown ${type}`, rule: null, text: `unknown event ${type}` }]
    const result = schema.safeParse(data)
    if (result.success) return []
    return (result.error?.issues ?? []).map(({ path, message }) => ({
      key: `${type} ${generalPlace(`/${path.map(String).join('/')}`)} ${message}`,
      rule: null,
      text: `${type} /${path.map(String).join('/')} ${message}`,
    }))
  }
  const judgeAll = judgeEvents((data) => judge(data))
  return {
    name: 'openrouter',
    title: `@openrouter/sdk ${peerVersion('@openrouter/sdk')}, zod schema of its stream events`,
    problems(golden) {
      if (golden.header.response.framing === 'json') return body === undefined ? [] : judge(golden.lines[0]?.body, body)
      return judgeAll(golden)
    },
  }
}

/** The schema of each event type, as the source of the union names them. */
async function memberSchemas(source: string): Promise<Map<string, ZodSchema>> {
  const files = new Map(
    [...source.matchAll(/import \{\s*(\w+\$inboundSchema)[^}]*\} from "\.\/([\w.]+)"/g)].map(([, name, file]) => [name, file]),
  )
  const members = new Map<string, ZodSchema>()
  for (const [, quoted, bare, name = ''] of source.matchAll(/^ +(?:\["([\w.]+)"\]|(\w+)): (\w+\$inboundSchema),/gm)) {
    const module = await importPeer(`@openrouter/sdk/esm/models/${files.get(name) ?? ''}`)
    const schema = typeof module === 'string' ? undefined : (module as Record<string, ZodSchema>)[name]
    if (schema !== undefined) members.set(quoted ?? bare ?? '', schema)
  }
  return members
}
