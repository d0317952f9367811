import { z } from 'zod'

/** Access programmes of the organisation to use; left out, the API picks. A programme that was not granted is a 403. */
export const accessProgramsSchema = z.strictObject({ cyber: z.enum(['standard', 'daybreak_blue', 'daybreak_red']).exactOptional() })
export type AccessPrograms = z.infer<typeof accessProgramsSchema>
