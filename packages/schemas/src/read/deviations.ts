import { eventDeviations } from '../events/event.deviations.ts'
import { itemDeviations } from '../items/item.deviations.ts'
import { responseDeviations } from '../response/response.deviations.ts'
import { echoedToolDeviations } from '../tools/echoed-tool.deviations.ts'
import type { Deviation } from './deviation.ts'
import { recorderDeviations } from './recorder.deviations.ts'

/** Every known departure of real traffic from the schemas, by the folder of the schema it is about. */
export const deviations: readonly Deviation[] = [
  ...eventDeviations,
  ...responseDeviations,
  ...itemDeviations,
  ...echoedToolDeviations,
  ...recorderDeviations,
]
