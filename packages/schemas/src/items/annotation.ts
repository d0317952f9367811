import { z } from 'zod'
import { countSchema, idSchema } from './scalars.ts'

/** A file of a vector store that the text rests on; `index` is the character it follows. */
export const fileCitationSchema = z.strictObject({
  type: z.literal('file_citation'),
  file_id: idSchema,
  filename: z.string(),
  index: countSchema,
})

/** A web page that the text from `start_index` to `end_index` rests on. */
export const urlCitationSchema = z.strictObject({
  type: z.literal('url_citation'),
  start_index: countSchema,
  end_index: countSchema,
  title: z.string(),
  url: z.string(),
})

/** A file that code interpreter left in its container. */
export const containerFileCitationSchema = z.strictObject({
  type: z.literal('container_file_citation'),
  container_id: idSchema,
  file_id: idSchema,
  filename: z.string(),
  start_index: countSchema,
  end_index: countSchema,
})

/** A path to a file; in the reference, in no capture. */
export const filePathSchema = z.strictObject({ type: z.literal('file_path'), file_id: idSchema, index: countSchema })

/** What an `output_text` part cites (Responses API reference, `ResponseOutputText.annotations`). */
export const annotationSchema = z.discriminatedUnion('type', [
  fileCitationSchema,
  urlCitationSchema,
  containerFileCitationSchema,
  filePathSchema,
])

/** @see {@link annotationSchema} */
export type Annotation = z.infer<typeof annotationSchema>
