/** A block grew beyond `maxFrameBytes` before a blank line closed it. The parser that threw it keeps nothing and refuses more input. */
export class FrameTooLargeError extends Error {
  override readonly name = 'FrameTooLargeError'
  readonly code = 'frame-too-large'
  readonly maxFrameBytes: number
  /** Where the block begins in the decoded stream, in UTF-16 code units. */
  readonly offset: number

  constructor(maxFrameBytes: number, offset: number) {
    super(
      `Failed to read the event stream: the block at offset ${offset} is larger than ${maxFrameBytes} bytes. ` +
        'If frames of this size are expected (large images), raise maxFrameBytes; if not, the source is not an event stream.',
    )
    this.maxFrameBytes = maxFrameBytes
    this.offset = offset
  }
}
