/** Longest text, in characters, that the API takes as input. */
export const MAX_TEXT_LENGTH = 10_485_760
