/**
 * What a finished run is: plain data for reports, without NaN and without dates. Unknown figures are null. Times with
 * the name `atMs`, `fromMs` and `toMs` are milliseconds since the start of the timeline, when the first viewers join.
 */

export interface RunResult {
  readonly format: 1;
  readonly scenario: {
    readonly name: string;
    /** As it was given; null: the scenario is no file. */
    readonly file: string | null;
  };
  readonly seed: number;
  readonly vars: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** Start of the timeline, ms since the Unix epoch. */
  readonly startedAtMs: number;
  /** Of the timeline, as far as it went. */
  readonly durationMs: number;
  readonly outcome: Outcome;
  /** Why the run did not reach its end, in one line. */
  readonly problem: string | null;
  /** Width of the bins of all series. */
  readonly binMs: number;
  readonly groups: readonly GroupResult[];
  readonly processes: readonly ProcessResult[];
  /** In the order of the scenario. */
  readonly faults: readonly FaultResult[];
  /** In the order of the scenario. */
  readonly expectations: readonly ExpectationResult[];
}

/** `refused`: the target or a process that the scenario needs is not usable. */
export type Outcome = 'passed' | 'failed' | 'refused' | 'interrupted';

export interface Percentiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** A crowd of the scenario. */
export interface GroupResult {
  readonly name: string;
  readonly protocol: string;
  /** Of the server, not of the proxy before it. */
  readonly url: string;
  readonly viewers: number;
  readonly summary: GroupSummary;
  /** Counts are sums of all viewers; rates are means of a viewer. */
  readonly bins: readonly Bin[];
  /** The first viewers, and those that an expectation names. */
  readonly connections: readonly ConnectionResult[];
  readonly errors: readonly CountedError[];
  /** Messages without a frame, by name. */
  readonly messages: Readonly<Record<string, number>>;
  /** Frames by kind, if the server sends several: `jpeg`, or the tier of a video. */
  readonly pictures: Readonly<Record<string, number>>;
}

/** Over the whole timeline, from the first byte. */
export interface GroupSummary {
  readonly frames: number;
  readonly bytes: number;
  /** Mean of the viewers, while they are there. */
  readonly framesPerSecond: number;
  /** Of the viewer with the fewest. */
  readonly slowestFps: number;
  /** Part of the published frames that arrived; null: the server does not number them. */
  readonly share: { readonly mean: number | null; readonly worst: number | null };
  /** Published frames that did not arrive, sum of all viewers; null: unknown. */
  readonly missing: number | null;
  readonly repeated: number;
  /** Frames that arrived after a newer one. */
  readonly late: number;
  readonly ageMs: Percentiles;
  /** From joining to the first frame of a viewer. */
  readonly firstFrameMs: Percentiles;
  /** Longest time that a viewer had no frame while it was there. */
  readonly longestGapMs: number | null;
  readonly reconnects: number;
  /** Connections that ended although the viewer did not leave. */
  readonly losses: number;
  /** Viewers that received no frame. */
  readonly silent: number;
}

/** One step of a series. Counts are those of this time. */
export interface Bin {
  readonly atMs: number;
  /** Connected viewers at the end of the bin. */
  readonly connected: number;
  readonly frames: number;
  /** Mean of the viewers, while they are there. */
  readonly framesPerSecond: number;
  readonly ageMs: Percentiles;
  /** Numbers that were skipped, minus those that arrived late. */
  readonly missing: number;
  readonly repeated: number;
  readonly late: number;
  readonly bytes: number;
  readonly reconnects: number;
  readonly losses: number;
  /** Messages without a frame. */
  readonly messages: number;
}

export interface ConnectionResult {
  /** `NAME#1` is the first viewer of a group. It keeps its name when it connects again. */
  readonly name: string;
  readonly frames: number;
  readonly bytes: number;
  readonly missing: number | null;
  readonly repeated: number;
  readonly late: number;
  readonly reconnects: number;
  readonly firstFrameMs: number | null;
  readonly longestGapMs: number | null;
  readonly bins: readonly Bin[];
}

export interface CountedError {
  /** `ECONNRESET`, `close-1006`, `http-503`, `silent` or `other`. */
  readonly code: string;
  readonly count: number;
  /** The first text, in one line. */
  readonly example: string;
}

/** A process that the scenario started or watched. */
export interface ProcessResult {
  readonly name: string;
  /** null: it did not start. */
  readonly pid: number | null;
  readonly command: string | null;
  readonly samples: readonly ProcessSample[];
  readonly memoryMaxBytes: number | null;
  readonly cpuMeanPercent: number | null;
}

export interface ProcessSample {
  readonly atMs: number;
  /** Changes when the process is restarted. */
  readonly pid: number;
  readonly memoryBytes: number;
  /** Of one core, since the sample before. */
  readonly cpuPercent: number | null;
}

/** A fault of the timeline. */
export interface FaultResult {
  readonly name: string;
  /** `drop, half-open`, or `restart server`. */
  readonly what: string;
  /** null: the run ended before. */
  readonly fromMs: number | null;
  /** null: it lasted until the end of the run. */
  readonly toMs: number | null;
  /** Of each rule at each group; empty for faults of processes. */
  readonly rules: readonly RuleCounts[];
}

export interface RuleCounts {
  readonly name: string;
  readonly fault: string;
  readonly group: string;
  readonly matched: number;
  readonly applied: number;
  readonly bytes: number;
}

export interface ExpectationResult {
  /** As written, in one line: `gaps: { max: 0 }`. */
  readonly text: string;
  /** null: the scenario is no file. */
  readonly file: string | null;
  /** From 1; null: unknown. */
  readonly line: number | null;
  /** A group or a process; null: all groups. */
  readonly subject: string | null;
  readonly passed: boolean;
  /** A sentence: `at most 3 missing frames`. */
  readonly expected: string;
  /** A sentence: `4 missing frames`. */
  readonly seen: string;
  /** The same as a number: milliseconds, bytes, percent of a core, a share from 0 to 1, or a count. null: it has none. */
  readonly value: number | null;
  /** When it was first missed; null: it was met, or it concerns the whole time. */
  readonly atMs: number | null;
  /** The viewer at which it was missed: `chat#3`. */
  readonly connection: string | null;
  /** Messages of this viewer around `atMs`, the oldest first. */
  readonly around: readonly LoggedMessage[];
}

/** A message, or a change of the connection. */
export interface LoggedMessage {
  readonly atMs: number;
  readonly connection: string;
  readonly kind: 'frame' | 'message' | 'opened' | 'lost';
  /** Name of the event, kind of the message, or the reason of a loss. */
  readonly name: string;
  readonly bytes: number;
  readonly seq: number | null;
  readonly ageMs: number | null;
  /** Beginning of its text, if it has one. */
  readonly text: string | null;
}
