/**
 * What a custom zod issue of a request schema carries in `params`, so that `parseRequest` can say it in OpenAI's words.
 * `message` of the issue is the whole sentence.
 */
export interface ApiIssueParams {
  /** `error.code` of the answer. */
  apiCode: string | null
  /** `error.param` where it is not the path of the issue. */
  apiParam?: string | null
}

/** A breach of a rule between fields. */
export interface RequestFault extends ApiIssueParams {
  /** Where the fault lies, for zod and for `error.param`. */
  path: readonly (string | number)[]
  message: string
}
