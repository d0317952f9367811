import { z } from 'zod'

const name = z.string().min(1)
const live = z.strictObject({ name, base_url: z.string(), model: z.string().min(1), key_env: z.string().min(1).exactOptional() })
const saved = z.strictObject({ name, from: z.string().min(1) })
const serversFile = z.strictObject({ servers: z.array(z.union([live, saved])).min(1) })

/** A server that is to be asked; `key_env` names the environment variable that holds its key. */
export type LiveSource = z.infer<typeof live>
/** A server that was checked before: the file that `goldwire check --json` printed. */
export type SavedSource = z.infer<typeof saved>

/**
 * Reads a list of servers, `{"servers":[{"name","base_url","model","key_env"?} | {"name","from"}]}`.
 * @throws Error that says what is wrong
 */
export function parseServersFile(text: string): (LiveSource | SavedSource)[] {
  const { success, data, error } = serversFile.safeParse(JSON.parse(text))
  if (!success) throw new Error(`write {"servers":[{"name","base_url","model","key_env"?} or {"name","from"}]} (${z.prettifyError(error)})`)
  return data.servers
}
