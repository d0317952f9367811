/** A server that is asked. */
export interface ServerUnderTest {
  baseUrl: string
  model: string
  apiKey?: string
  /** Milliseconds one request may take. */
  timeoutMs?: number
}
