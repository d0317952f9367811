// golden
export { type Chunk, chunksOf, type ChunkStarts, hasChunks } from './golden/chunks.ts'
export { chunksToBody, chunksToLines, createLineMaker, type LineMaker, type LineMakerOptions } from './golden/chunks-to-lines.ts'
export { exactBytes, fromBase64, goldenToBytes, toBase64 } from './golden/exact-bytes.ts'
export { exactMemberText, exactText } from './golden/exact-text.ts'
export { framesToGolden, frameToLine, type TimedFrame } from './golden/frames-to-golden.ts'
export { GoldenError } from './golden/golden-error.ts'
export { goldenToFrames, goldenToSse, type SentPiece } from './golden/golden-to-frames.ts'
export { type Framing, type Golden, type GoldenHeader, goldenHeaderSchema, type GoldenLine } from './golden/golden.ts'
export { parseStreamText } from './golden/parse-stream-text.ts'
export { parseGolden } from './golden/parse-golden.ts'
export { readGolden } from './golden/read-golden.ts'
export { readStreamFile, type ReadStreamOptions } from './golden/read-stream-file.ts'
export { redactGolden, type RedactOptions } from './golden/redact.ts'
export { captureState, type CaptureState, goldenProblems } from './golden/validate-golden.ts'
export { encodeGolden, writeGolden } from './golden/write-golden.ts'

// lint
export type { LintOptions, Profile } from './lint/context.ts'
export type { Finding, Severity } from './lint/finding.ts'
export { lintBody, type LintBodyOptions } from './lint/lint-body.ts'
export { lintStream } from './lint/lint-stream.ts'
export { type LintedFile, lintFile } from './lint/lint-file.ts'
export { createLinter, type Linter } from './lint/linter.ts'
export { type Rule, ruleGroups, ruleLabel } from './lint/rule.ts'
export { rules } from './lint/rules.ts'

// events of a golden
export { eventsOf } from './golden/events-of.ts'
export { unsoundReasons } from './golden/soundness.ts'

// configuration
export { type ConfigFilter, createConfigFilter, type FindingSource } from './config/apply-config.ts'
export { type Config, configSchema, type Suppression } from './config/config.ts'
export { ConfigError, configName, type LoadedConfig, parseConfig, readConfig } from './config/read-config.ts'

// shape and diff
export type { Shape, ShapeEvent, ShapeItem, ShapeValue, WireEvent } from './shape/shape.ts'
export { toShape } from './shape/to-shape.ts'
export { applyDiffRules, type DiffRule, diffRuleSchema, readDiffRules } from './diff/diff-rules.ts'
export { diffCaptures, type DiffOptions, type DiffResult, diffStreams } from './diff/diff-streams.ts'
export type { Comparable } from './diff/turns.ts'
export type { Divergence, DivergenceKind } from './diff/divergence.ts'

// drift
export { addCapture, type Census, type FieldCensus, type NounCensus, type Sighting, takeCensus } from './drift/census.ts'
export { driftFromSchemas } from './drift/drift-from-schemas.ts'
export { driftOfSets } from './drift/drift-of-sets.ts'
export { renderDriftMarkdown, renderDriftReport } from './drift/drift-report.ts'
export type { Drift, DriftKind } from './drift/drift.ts'
export { schemaNotes } from './drift/schema-note.ts'

// reports
export { renderCheckReport } from './report/check-report.ts'
export { type DiffSummary, renderDiffReport, summariseDiff } from './report/diff-report.ts'
export { eventLines } from './report/event-lines.ts'
export { type GithubOptions, renderGithub } from './report/github-report.ts'
export { renderJunit } from './report/junit-report.ts'
export { type LintSummary, renderLintReport, summariseLint } from './report/lint-report.ts'
export { renderMarkdown } from './report/markdown-report.ts'
export { type CaseStatus, checkOutcome, diffOutcome, lintOutcome, type Outcome, type OutcomeCase, type Problem } from './report/outcome.ts'
export { createPaint, type Paint, plural } from './report/paint.ts'
export { printable } from './report/printable.ts'
export { renderSarif, type SarifOptions } from './report/sarif-report.ts'

// check
export { apiRoot, type Capture, captureResponse, UnreachableError } from './check/capture-response.ts'
export { captureToGolden } from './check/capture-to-golden.ts'
export { type CheckJson, toCheckJson } from './check/check-json.ts'
export { defaultGoldensPath, loadScenarios } from './check/load-scenarios.ts'
export { type Cause, rankCauses } from './check/rank-causes.ts'
export { type CheckOptions, type CheckReport, type CheckSummary, runCheck } from './check/run-check.ts'
export { runScenario, type ScenarioResult, type ScenarioStatus } from './check/run-scenario.ts'
export type { ServerUnderTest } from './check/server-under-test.ts'
export { type Scenario, toScenario } from './check/scenario.ts'
export { builtinScenarios } from './scenarios/builtin-scenarios.ts'
export type { BuiltinScenario } from './scenarios/builtin-scenario.ts'

// matrix
export { type Badge, badgeOf, renderBadge, toShieldsEndpoint } from './matrix/badge.ts'
export { type Matrix, type MatrixCell, type MatrixColumn, type MatrixRow, type Score, scoreOf, toMatrix } from './matrix/matrix.ts'
export { renderMatrixMarkdown } from './matrix/matrix-markdown.ts'
export { renderMatrix } from './matrix/matrix-report.ts'
export { type LiveSource, parseServersFile, type SavedSource } from './matrix/parse-servers-file.ts'
export { readCheckJson } from './matrix/read-check-json.ts'
export { type MatrixOptions, type NamedServer, runMatrix } from './matrix/run-matrix.ts'

// clients
export type { ClientProfile } from './clients/client-profile.ts'
export { clientProfiles } from './clients/client-profiles.ts'
export { type ClientVerdict, judgeClients } from './clients/judge-clients.ts'
export { clientsThatBreak } from './clients/clients-that-break.ts'
