import type { Carrier } from './piece.ts'

/** A request as replay sees it, whatever it came over. */
export interface ReplayRequest {
  method: string
  /** With query; a whole URL will do. */
  path: string
  /** The parsed JSON; undefined or null where there was none. */
  body?: unknown
  headers?: Readonly<Record<string, string | readonly string[] | undefined>>
  /** @defaultValue `http` */
  carrier?: Carrier
}
