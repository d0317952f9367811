import { z } from 'zod'

/** The older form of the computer tool, which names the screen. Sizes in pixels. */
export const computerUsePreviewToolSchema = z.strictObject({
  type: z.literal('computer_use_preview'),
  environment: z.enum(['windows', 'mac', 'linux', 'ubuntu', 'browser']),
  display_width: z.int(),
  display_height: z.int(),
})
export type ComputerUsePreviewTool = z.infer<typeof computerUsePreviewToolSchema>
