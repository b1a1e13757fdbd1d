/** The parts of the harness for programs and tests. */
export { FaultProxy, type FaultProxyOptions } from './proxy/fault-proxy.ts';
export type { Direction, RuleInput } from './proxy/rules/schema.ts';
export type { RuleState } from './proxy/rules/rule-book.ts';
export type { Tap } from './proxy/relay/tap.ts';
export { ScenarioError, type CheckedScenario, type ScenarioChoices } from './scenario/checked-scenario.ts';
export { loadScenario, scenarioOf } from './scenario/load.ts';
export type * from './scenario/result.ts';
export { runScenario, type RunOptions, type RunProgress } from './scenario/run.ts';
export { defineScenario, type ScenarioInput } from './scenario/schema/scenario.ts';
export { runSummary } from './scenario/summary.ts';
export type { Entry, RecordedMessage } from './recording/file/entries.ts';
export { readRecording, type Recording } from './recording/file/reader.ts';
export { RecordingError } from './recording/file/recording-error.ts';
export { inspect, type Inspection } from './recording/inspect/inspection.ts';
export { Recorder, type RecorderOptions } from './recording/record/recorder.ts';
export { replayAsClient, type ReplayClientOptions, type ReplayResult } from './recording/replay/replay-client.ts';
export { ReplayServer, type ReplayServerOptions } from './recording/replay/replay-server.ts';
