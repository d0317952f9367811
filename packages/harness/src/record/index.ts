export { createRecordingFetch, type RecordingFetch, type RecordingFetchOptions } from './create-recording-fetch.ts'
export { type Estimate, estimatePrice } from './estimate-price.ts'
export { pricesAsOf } from './price-table.ts'
export { isRecorded, recordScenarios, type RecordScenariosOptions, scenarioFile, type ScenarioRecording } from './record-scenarios.ts'
export {
  createRecorder,
  type RecordedFile,
  type Recorder,
  type RecorderOptions,
  type Recording,
  type RecordingNaming,
} from './create-recorder.ts'
export { createRecordingProxy, type RecordingProxy, type RecordingProxyOptions } from './create-recording-proxy.ts'
export type { Cut, HeaderMap, RecordedAnswer, RecordedRequest } from './recorded-header.ts'
export { providerOf } from './recording-name.ts'
