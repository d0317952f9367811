import { z } from 'zod'

import { skillSchema } from './skill.ts'

/** What a container may reach: nothing, or the listed domains, with secrets that are injected for some of them. */
export const networkPolicySchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('disabled') }),
  z.strictObject({
    type: z.literal('allowlist'),
    allowed_domains: z.array(z.string()).min(1),
    domain_secrets: z
      .array(z.strictObject({ domain: z.string().min(1), name: z.string().min(1), value: z.string().min(1).max(10_485_760) }))
      .min(1)
      .exactOptional(),
  }),
])
export type NetworkPolicy = z.infer<typeof networkPolicySchema>

const containerSettings = {
  file_ids: z.array(z.string()).max(50).exactOptional(),
  memory_limit: z.enum(['1g', '4g', '16g', '64g']).nullable().exactOptional(),
  network_policy: networkPolicySchema.exactOptional(),
}

/** A container made for the code interpreter. */
export const codeInterpreterContainerSchema = z.strictObject({ type: z.literal('auto'), ...containerSettings })
export type CodeInterpreterContainer = z.infer<typeof codeInterpreterContainerSchema>

/** A container made for the shell; up to 200 skills. */
export const containerAutoSchema = z.strictObject({
  type: z.literal('container_auto'),
  ...containerSettings,
  skills: z.array(skillSchema).max(200).exactOptional(),
})
export type ContainerAuto = z.infer<typeof containerAutoSchema>

/** A container that exists already. */
export const containerReferenceSchema = z.strictObject({ type: z.literal('container_reference'), container_id: z.string() })
export type ContainerReference = z.infer<typeof containerReferenceSchema>
