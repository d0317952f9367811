import type { InputItem } from '@goldwire/schemas'

import type { HostPolicy } from '../net/host-policy.ts'
import type { StoredItem } from '../store/store.ts'
import { ApiError } from './api-error.ts'
import { fetchInputFile } from './fetch-input-file.ts'
import { fileText } from './file-text.ts'

export interface ReadInputFilesOptions {
  /** Where files may be fetched from. */
  hosts: HostPolicy
  /** What was uploaded under this id; `null` for an unknown one. Left out where there are no uploads. */
  readFile?: (id: string) => Promise<InputFile | null>
}

export interface InputFile {
  name: string | null
  /** As the sender says; null leaves it to the name. */
  mediaType: string | null
  bytes: Uint8Array
}

type FilePart = {
  type: 'input_file'
  file_id?: string | null
  filename?: string | null
  file_data?: string | null
  file_url?: string | null
}

/**
 * The conversation with its files opened: every `input_file` becomes the text it holds, under its name, since these models read text only.
 *
 * @throws ApiError 400 naming the part: a file that is no text, cannot be fetched, may not be fetched, or is not there
 */
export async function readInputFiles(items: readonly StoredItem[], options: ReadInputFilesOptions): Promise<StoredItem[]> {
  return await Promise.all(items.map(async (item, index) => await readItem(item, `input[${index}]`, options)))
}

async function readItem(item: StoredItem, param: string, options: ReadInputFilesOptions): Promise<StoredItem> {
  const field = partsField(item)
  const parts: unknown = field === null ? null : (item as unknown as Record<string, unknown>)[field]
  if (field === null || !Array.isArray(parts) || !parts.some(isFilePart)) return item
  const read = parts.map(async (part: unknown, index) =>
    isFilePart(part) ? await readPart(part, `${param}.${field}[${index}]`, options) : part,
  )
  return { ...item, [field]: await Promise.all(read) }
}

function partsField({ type }: { type?: InputItem['type'] | null }): 'content' | 'output' | null {
  if (type === 'message' || type == null) return 'content'
  return type === 'function_call_output' || type === 'custom_tool_call_output' ? 'output' : null
}

function isFilePart(part: unknown): part is FilePart {
  return typeof part === 'object' && part !== null && 'type' in part && part.type === 'input_file'
}

async function readPart(part: FilePart, param: string, options: ReadInputFilesOptions): Promise<object> {
  const file = await openPart(part, param, options)
  const name = part.filename ?? file.name
  const text = fileText({ ...file, name }, param)
  return { type: 'input_text', text: name === null ? text : `File: ${name}\n${text}` }
}

async function openPart(part: FilePart, param: string, { hosts, readFile }: ReadInputFilesOptions): Promise<InputFile> {
  const { file_data: data, file_url: url, file_id: id } = part
  if (data != null) return decodeFileData(data, `${param}.file_data`)
  if (url != null) return await fetchInputFile(url, { hosts, param: `${param}.file_url` })
  if (id == null) {
    const message = `Missing required parameter: '${param}.file_data'. A file needs one of file_data, file_url and file_id.`
    throw new ApiError({ code: 'missing_required_parameter', param: `${param}.file_data`, message })
  }
  const place = `${param}.file_id`
  if (readFile === undefined) {
    const message = `Unsupported value: '${place}'. This server keeps no files. Send the file itself in file_data.`
    throw new ApiError({ code: 'unsupported_value', param: place, message })
  }
  const file = await readFile(id)
  if (file === null) throw new ApiError({ code: null, status: 404, param: place, message: `File with id '${id}' not found.` })
  return file
}

/** A data URL, or base64 alone as some clients send it. */
function decodeFileData(data: string, param: string): InputFile {
  const match = /^data:([^,;]*)((?:;[^,;]*)*),/i.exec(data)
  const body = match === null ? data : data.slice(match[0].length)
  const mediaType = match === null || match[1] === '' ? null : (match[1] ?? null)
  if (match !== null && !/;base64$/i.test(match[2] ?? '')) return { name: null, mediaType, bytes: Buffer.from(decodePercent(body, param)) }
  const compact = body.replace(/\s+/g, '')
  if (!/^[\w+/-]*={0,2}$/.test(compact)) throw notBase64(param)
  return { name: null, mediaType, bytes: Buffer.from(compact, 'base64') }
}

function decodePercent(body: string, param: string): string {
  try {
    return decodeURIComponent(body)
  } catch {
    throw notBase64(param)
  }
}

function notBase64(param: string): ApiError {
  const message = `Invalid '${param}'. Expected a base64-encoded data URL with a media type (e.g. 'data:text/plain;base64,SGVsbG8='), but got a value that is not.`
  return new ApiError({ code: 'invalid_value', param, message })
}
