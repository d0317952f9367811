import { framesToGolden } from '../golden/frames-to-golden.ts'
import type { Golden } from '../golden/golden.ts'
import type { Capture } from './capture-response.ts'

export interface CaptureSource {
  name: string
  provider: string
  method: string
  path: string
  body: unknown
}

/** What came back for a request, as a golden: request, headers, frames with their arrival; a stream that broke off says so in `cut`. */
export function captureToGolden(capture: Capture, { name, provider, method, path, body }: CaptureSource): Golden {
  const { status, headers, framing, frames, cut } = capture
  return {
    header: {
      golden: 1,
      name,
      provider,
      recorded_at: new Date().toISOString(),
      source: null,
      request: { method, path, headers: null, body },
      response: { status, headers, framing },
      ...(cut === null ? {} : { cut }),
    },
    lines: framing === 'sse' ? framesToGolden(frames) : [{ t: null, body: capture.body }],
  }
}
