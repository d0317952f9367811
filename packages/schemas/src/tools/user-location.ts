import { z } from 'zod'

const place = {
  city: z.string().nullable().exactOptional(),
  /** ISO 3166-1, two letters. */
  country: z.string().nullable().exactOptional(),
  region: z.string().nullable().exactOptional(),
  /** IANA name. */
  timezone: z.string().nullable().exactOptional(),
}

/** Where the user is, roughly. Left out or null, the search is made from the United States. */
export const userLocationSchema = z.strictObject({ type: z.literal('approximate').exactOptional(), ...place })
export type UserLocation = z.infer<typeof userLocationSchema>

/** The same for `web_search_preview`, which wants the `type`. */
export const previewUserLocationSchema = z.strictObject({ type: z.literal('approximate'), ...place })
export type PreviewUserLocation = z.infer<typeof previewUserLocationSchema>
