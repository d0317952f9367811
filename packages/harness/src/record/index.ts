export { createRecorder, type RecordedFile, type Recorder, type RecorderOptions, type Recording } from './create-recorder.ts'
export { createRecordingProxy, type RecordingProxy, type RecordingProxyOptions } from './create-recording-proxy.ts'
export type { Cut, HeaderMap, RecordedAnswer, RecordedRequest } from './recorded-header.ts'
export { providerOf } from './recording-name.ts'
