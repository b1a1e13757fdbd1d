import { setTimeout as delay } from 'node:timers/promises';
import { cpuSeconds } from '../../../../system/processes/process-use.ts';
import type { Bench, Row } from '../../bench.ts';
import { against, type Result } from '../../result.ts';
import { startClusterHubs } from '../../system/cluster-hubs.ts';

/** After the start, when code is compiled and connections are measured more often. */
const SETTLE_S = 10;
/** The clock of a process has a resolution of 10 ms. */
const SECONDS = 30;
const MOST_MS = 6;

/** All hubs are measured at the same time. They sleep most of it, so that none disturbs another. */
export const idle: Row = {
  name: 'idle',
  about: 'processor time of a hub that nobody watches: alone, and beside another hub; needs Redis',
  onDemand: true,
  run: async (bench: Bench): Promise<Result[]> => {
    const alone = await bench.freshHub();
    const { home, edges } = bench.stopping(await startClusterHubs(1));
    const pids = [alone.pid, home.pid, ...edges.map(({ pid }) => pid)];
    await delay(SETTLE_S * 1000);
    const before = await Promise.all(pids.map(cpuSeconds));
    await delay(SECONDS * 1000);
    const after = await Promise.all(pids.map(cpuSeconds));
    const [single = NaN, ...several] = after.map((seconds, index) => ((seconds - (before[index] ?? NaN)) * 1000) / SECONDS);
    return [
      against('a hub without viewers, alone', single, 'ms/s', { atMost: MOST_MS }),
      against('… of two hubs, the one that uses more', Math.max(...several), 'ms/s', { atMost: MOST_MS }),
    ];
  },
};
