/** A time as the headers and messages of OpenAI write it: `6ms`, `1.5s`, `20s`, `1m12.3s`, `0s`. */
export function formatDuration(milliseconds: number): string {
  const whole = Math.max(0, Math.ceil(milliseconds))
  if (whole === 0) return '0s'
  if (whole < 1_000) return `${whole}ms`
  const minutes = Math.floor(whole / 60_000)
  const seconds = `${(whole % 60_000) / 1_000}s`
  return minutes === 0 ? seconds : `${minutes}m${seconds}`
}
