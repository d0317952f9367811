import { background, cancel, cancelForeground, resume } from './background-answers.ts'
import type { BuiltinScenario } from './builtin-scenario.ts'
import { conversations } from './conversation-answers.ts'
import { badRequest, unknownId, unknownModel, wrongKey } from './error-answers.ts'
import { underLoad, timestamps } from './load-answers.ts'
import { compact, easyMessages, inputTokens, models, nonStreaming, reasoningReturned } from './plain-answers.ts'
import { inputItems, notStored, remove, retrieve } from './stored-answers.ts'
import { toolChoice } from './tool-answers.ts'
import { websocket } from './websocket-answers.ts'

/** What `check` asks besides the goldens: the endpoints around a stream, and that they agree with each other. */
export const builtinScenarios: readonly BuiltinScenario[] = [
  nonStreaming,
  toolChoice,
  underLoad,
  timestamps,
  easyMessages,
  reasoningReturned,
  badRequest,
  unknownModel,
  wrongKey,
  unknownId,
  retrieve,
  inputItems,
  remove,
  notStored,
  background,
  resume,
  cancel,
  cancelForeground,
  conversations,
  websocket,
  inputTokens,
  compact,
  models,
]
