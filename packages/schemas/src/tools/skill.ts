import { z } from 'zod'

/** A skill for a container: one made with /v1/skills, or a zip in base64 (at most 70,254,592 characters). */
export const skillSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('skill_reference'),
    skill_id: z.string().min(1).max(64),
    /** A positive integer or `latest`. */
    version: z.string().exactOptional(),
  }),
  z.strictObject({
    type: z.literal('inline'),
    name: z.string(),
    description: z.string(),
    source: z.strictObject({
      type: z.literal('base64'),
      media_type: z.literal('application/zip'),
      data: z.string().min(1).max(70_254_592),
    }),
  }),
])
export type Skill = z.infer<typeof skillSchema>

/** A skill in a directory of the caller's own machine. */
export const localSkillSchema = z.strictObject({ name: z.string(), description: z.string(), path: z.string() })
export type LocalSkill = z.infer<typeof localSkillSchema>
