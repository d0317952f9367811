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

interface ImagePart {
  type: 'input_image'
  image_url?: string | null
  file_id?: string | null
}

/**
 * The conversation with its files opened: every `input_file` becomes the text it holds, under its name, since these models read text only; an
 * image that was uploaded becomes one that carries its data, for engines whose models can see.
 *
 * @throws ApiError 400 naming the part: a file that is no text, cannot be fetched, may not be fetched, or is not there
 */
export async function readInputFiles(items: readonly StoredItem[], options: ReadInputFilesOptions): Promise<StoredItem[]> {
  return await Promise.all(items.map(async (item, index) => await readItem(item, `input[${index}]`, options)))
}

async function readItem(item: StoredItem, param: string, options: ReadInputFilesOptions): Promise<StoredItem> {
  const field = partsField(item)
  const parts: unknown = field === null ? null : (item as unknown as Record<string, unknown>)[field]
  if (field === null || !Array.isArray(parts) || !parts.some((part) => isFilePart(part) || isImagePart(part))) return item
  const read = parts.map(async (part: unknown, index) => {
    const place = `${param}.${field}[${index}]`
    if (isFilePart(part)) return await readPart(part, place, options)
    return isImagePart(part) ? await openImage(part, place, options) : part
  })
  return { ...item, [field]: await Promise.all(read) }
}

function partsField({ type }: { type?: InputItem['type'] | null }): 'content' | 'output' | null {
  if (type === 'message' || type == null) return 'content'
  return type === 'function_call_output' || type === 'custom_tool_call_output' ? 'output' : null
}

function isFilePart(part: unknown): part is FilePart {
  return typeof part === 'object' && part !== null && 'type' in part && part.type === 'input_file'
}

function isImagePart(part: unknown): part is ImagePart {
  return typeof part === 'object' && part !== null && 'type' in part && part.type === 'input_image'
}

async function openImage(part: ImagePart, param: string, { readFile }: ReadInputFilesOptions): Promise<object> {
  const { image_url: url, file_id: id } = part
  if (url != null) return part
  if (id == null) {
    const message = `Missing required parameter: '${param}.image_url'. An image needs one of image_url and file_id.`
    throw new ApiError({ code: 'missing_required_parameter', param: `${param}.image_url`, message })
  }
  const { bytes, name } = await openUpload(id, `${param}.file_id`, readFile)
  const mediaType = imageType(bytes)
  if (mediaType === null) {
    const message = `Unsupported file at '${param}.file_id': ${name ?? id} is no image. Images are PNG, JPEG, GIF or WebP.`
    throw new ApiError({ code: 'unsupported_file', param: `${param}.file_id`, message })
  }
  const { file_id: _, ...others } = part
  return { ...others, image_url: `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}` }
}

/** What the first bytes say, of the kinds that OpenAI takes; what the sender calls it counts for nothing. */
function imageType(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1')
  if (start.startsWith('\u0089PNG\r\n\u001a\n')) return 'image/png'
  if (start.startsWith('\u00ff\u00d8\u00ff')) return 'image/jpeg'
  if (/^GIF8[79]a/.test(start)) return 'image/gif'
  return /^RIFF[^]{4}WEBP/.test(start) ? 'image/webp' : null
}

async function openUpload(id: string, param: string, readFile: ReadInputFilesOptions['readFile']): Promise<InputFile> {
  if (readFile === undefined) {
    const message = `Unsupported value: '${param}'. This server keeps no files. Send the file itself.`
    throw new ApiError({ code: 'unsupported_value', param, message })
  }
  const file = await readFile(id)
  if (file === null) throw new ApiError({ code: null, status: 404, param, message: `File with id '${id}' not found.` })
  return file
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
  return await openUpload(id, `${param}.file_id`, readFile)
}

/** A data URL, or base64 alone as some clients send it. */
function decodeFileData(data: string, param: string): InputFile {
  const match = /^data:([^,;]*)((?:;[^,;]*)*),/i.exec(data)
  const body = match === null ? data : data.slice(match[0].length)
  const mediaType = match === null || match[1] === '' ? null : (match[1] ?? null)
  if (mediaType !== null && /^(audio|video|image|font)\/(?!svg)/i.test(mediaType)) throw notAFile(param, mediaType)
  if (match !== null && !/;base64$/i.test(match[2] ?? '')) return { name: null, mediaType, bytes: Buffer.from(decodePercent(body, param)) }
  const compact = body.replace(/\s+/g, '')
  if (!/^[\w+/-]*={0,2}$/.test(compact)) throw notBase64(param)
  return { name: null, mediaType, bytes: Buffer.from(compact, 'base64') }
}

/** In OpenAI's words (recorded with `audio/mpeg`). */
function notAFile(param: string, mediaType: string): ApiError {
  const message =
    `Invalid file data: '${param}'. Expected a base64-encoded data URL with a valid file MIME type ` +
    `(e.g. 'data:text/plain;base64,SGVsbG8sIFdvcmxkIQ=='), but got unsupported MIME type '${mediaType.slice(0, 100)}'.`
  return new ApiError({ code: 'invalid_value', param, message })
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
