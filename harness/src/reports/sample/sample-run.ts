/** A run of two minutes with a dead link, lost messages and a restart of the server. */
import type {
  Bin,
  ConnectionResult,
  ExpectationResult,
  GroupResult,
  LoggedMessage,
  ProcessResult,
  RunResult,
} from '../../scenario/result.ts';

const DURATION_MS = 120_000;
const BIN_MS = 1000;
const VIEWERS = 20;

function bins(viewers: number, phase: number): Bin[] {
  return Array.from({ length: DURATION_MS / BIN_MS }, (_, index) => {
    const isDead = index >= 40 && index < 48;
    const isRestarting = index >= 90 && index < 94;
    const isLossy = index >= 60 && index < 75;
    const wave = Math.sin((index + phase) / 3);
    const framesPerSecond = isDead || isRestarting ? 0 : Math.min(25, 24 + wave) - (isLossy ? 6 : 0);
    const age = 18 + 4 * wave + (index >= 48 && index < 52 ? 900 / (index - 46) : 0);
    const isSilent = framesPerSecond === 0;
    const connected = isRestarting ? 0 : viewers;
    return {
      atMs: index * BIN_MS,
      connected,
      frames: Math.round(framesPerSecond * viewers),
      framesPerSecond,
      ageMs: isSilent ? { p50: null, p95: null, p99: null, max: null } : { p50: age, p95: age * 1.8, p99: age * 2, max: age * 2.6 },
      missing: isLossy ? Math.round(6 * viewers * (0.8 + wave / 5)) : 0,
      repeated: index === 30 ? viewers : 0,
      late: 0,
      bytes: Math.round(framesPerSecond * viewers * 20_000),
      reconnects: index === 94 ? viewers : 0,
      losses: index === 90 ? viewers : 0,
      messages: index === 0 || index === 94 ? viewers : 0,
    };
  });
}

function connection(number: number): ConnectionResult {
  return {
    name: `live#${number}`,
    frames: 2550 - number,
    bytes: 51_000_000,
    missing: 90,
    repeated: 1,
    late: 0,
    reconnects: 1,
    firstFrameMs: 61.4,
    longestGapMs: 8120,
    bins: bins(1, number * 2),
  };
}

function group(): GroupResult {
  return {
    name: 'live',
    protocol: 'socket.io',
    url: 'http://127.0.0.1:4000',
    viewers: VIEWERS,
    summary: {
      frames: 51_000,
      bytes: 1_020_000_000,
      framesPerSecond: 21.3,
      slowestFps: 20.8,
      share: { mean: 0.964, worst: 0.958 },
      missing: 1800,
      repeated: 20,
      late: 0,
      ageMs: { p50: 18.4, p95: 41.2, p99: 402, max: 1180 },
      firstFrameMs: { p50: 40, p95: 61.4, p99: 70, max: 71 },
      longestGapMs: 8120,
      reconnects: 20,
      losses: 20,
      silent: 0,
    },
    bins: bins(VIEWERS, 0),
    connections: [1, 2, 3, 4, 5].map(connection),
    errors: [{ code: 'close-1006', count: 20, example: 'the connection ended without a close frame' }],
    messages: { welcome: 40, 'user joined': 20 },
    pictures: {},
  };
}

function around(): LoggedMessage[] {
  const frame = (atMs: number, seq: number, ageMs: number): LoggedMessage => ({
    atMs,
    connection: 'live#3',
    kind: 'frame',
    name: 'frame',
    bytes: 20_048,
    seq,
    ageMs,
    text: null,
  });
  return [
    frame(39_880, 958, 17.9),
    frame(39_920, 959, 18.2),
    {
      atMs: 39_950,
      connection: 'live#3',
      kind: 'message',
      name: 'chat',
      bytes: 31,
      seq: null,
      ageMs: null,
      text: '["hello, is anybody there?"]',
    },
    frame(39_961, 960, 18.1),
    frame(48_083, 961, 8081),
    frame(48_084, 962, 8042),
  ];
}

function expectations(): ExpectationResult[] {
  const written = { file: 'scenarios/dead-link.yaml', connection: null, atMs: null, around: [] };
  return [
    {
      ...written,
      text: 'frames per second: { min: 20 }',
      line: 22,
      subject: 'live',
      passed: true,
      expected: 'at least 20 frames per second',
      seen: '20.8 frames per second',
      value: 20.8,
    },
    {
      ...written,
      text: 'longest gap: { max: 2s }',
      line: 23,
      subject: 'live',
      passed: false,
      expected: 'no gap above 2000 ms',
      seen: 'a gap of 8120 ms',
      value: 8120,
      atMs: 41_961,
      connection: 'live#3',
      around: around(),
    },
    {
      ...written,
      text: 'recover: { within: 5s }',
      line: 24,
      subject: 'live',
      passed: true,
      expected: 'frames again within 5 s of each fault',
      seen: 'at most 0.4 s',
      value: 400,
    },
    {
      ...written,
      text: 'missing: { max: 0 }',
      line: 25,
      subject: null,
      passed: false,
      expected: 'no missing frames',
      seen: '1800 missing frames',
      value: 1800,
      atMs: 60_000,
      connection: 'live#1',
    },
    {
      ...written,
      text: 'memory: { max: 300MB }',
      line: 26,
      subject: 'server',
      passed: true,
      expected: 'at most 300 MB',
      seen: '212 MB',
      value: 212e6,
    },
  ];
}

function server(): ProcessResult {
  const samples = Array.from({ length: 120 }, (_, index) => ({
    atMs: index * 1000,
    pid: index < 92 ? 4711 : 4730,
    memoryBytes: 8e7 + (index < 92 ? index * 1.4e6 : (index - 92) * 1.4e6),
    cpuPercent: index === 0 ? null : 22 + 5 * Math.sin(index / 5),
  }));
  return { name: 'server', pid: 4711, command: 'node server.mjs', samples, memoryMaxBytes: 212e6, cpuMeanPercent: 22.4 };
}

export function sampleRun(changes: Partial<RunResult> = {}): RunResult {
  return {
    format: 1,
    scenario: { name: 'Dead link and restart', file: 'scenarios/dead-link.yaml' },
    seed: 7,
    vars: { url: 'http://127.0.0.1:4000' },
    startedAt: '2026-11-29T10:00:00.123Z',
    endedAt: '2026-11-29T10:02:00.123Z',
    startedAtMs: Date.UTC(2026, 10, 29, 10, 0, 0, 123),
    durationMs: DURATION_MS,
    outcome: 'failed',
    problem: null,
    binMs: BIN_MS,
    groups: [group()],
    processes: [server()],
    faults: [
      {
        name: 'dead',
        what: 'half-open',
        fromMs: 40_000,
        toMs: 48_000,
        rules: [{ name: 'dead', fault: 'half-open', group: 'live', matched: 20, applied: 20, bytes: 0 }],
      },
      {
        name: 'lossy',
        what: 'drop',
        fromMs: 60_000,
        toMs: 75_000,
        rules: [{ name: 'lossy', fault: 'drop', group: 'live', matched: 7200, applied: 1800, bytes: 36_086_400 }],
      },
      { name: 'restart', what: 'restart server', fromMs: 90_000, toMs: 94_000, rules: [] },
    ],
    expectations: expectations(),
    ...changes,
  };
}
