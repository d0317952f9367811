import type { FailStep } from '../step.ts'

/** An upstream that broke its word in the middle of an answer: the response fails with this message. */
export class UpstreamFailure extends Error {
  override readonly name = 'UpstreamFailure'
  /** The API's code. */
  readonly code: string

  constructor(message: string, { code = 'server_error', cause }: { code?: string; cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }

  toStep(usage: FailStep['usage']): FailStep {
    return { type: 'fail', error: { code: this.code, message: this.message }, ...(usage !== undefined && { usage }) }
  }
}
