/** A message with its lane, in the place the alphabetical order of OpenAI's keys has for it. The default lane is not told. */
export function inLane<Message extends object>(message: Message, streamId: string | null): Message & { stream_id?: string } {
  if (streamId === null) return message
  const entries = Object.entries(message)
  const after = entries.findIndex(([key]) => key !== 'type' && key > 'stream_id')
  entries.splice(after === -1 ? entries.length : after, 0, ['stream_id', streamId])
  return Object.fromEntries(entries) as Message & { stream_id?: string }
}
