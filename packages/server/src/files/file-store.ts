/** An uploaded file as `/v1/files` tells it; keys in OpenAI's order. */
export interface FileObject {
  object: 'file'
  id: string
  purpose: string
  filename: string
  bytes: number
  /** Unix seconds. */
  created_at: number
  /** Unix seconds; null stays until it is deleted. */
  expires_at: number | null
  status: 'processed'
  status_details: null
}

/** Where uploaded files are kept. What was put is never changed. */
export interface FileStore {
  put(file: FileObject, content: Uint8Array): Promise<void>
  /** `null` for what was never there, was deleted, or has expired. */
  get(fileId: string): Promise<FileObject | null>
  content(fileId: string): Promise<Uint8Array | null>
  /** False when there was nothing to delete. */
  delete(fileId: string): Promise<boolean>
  /** Oldest first. */
  list(): Promise<FileObject[]>
}
