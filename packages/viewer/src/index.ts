export { renderViewer } from './render-viewer.ts'
export type {
  ViewerClient,
  ViewerData,
  ViewerDivergence,
  ViewerFinding,
  ViewerLine,
  ViewerRule,
  ViewerScenario,
  ViewerSeverity,
  ViewerStatus,
  ViewerStream,
} from './viewer-data.ts'
