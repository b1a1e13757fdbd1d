/** Runs the soak scenario in a separate process, with its crowds and its camera. */
import { scenarioOf } from '../../../scenario/load.ts';
import type { RunResult } from '../../../scenario/result.ts';
import { runScenario, type RunProgress } from '../../../scenario/run.ts';
import { Inspector } from '../system/inspector.ts';
import { soakScenario, type SoakPlan } from '../soak-scenario.ts';
import { answerCalls } from './calls.ts';

const MINUTE_MS = 60_000;

/** One line for each minute. */
function minutes(): (progress: RunProgress) => void {
  let told = 0;
  return ({ phase, atMs, groups }) => {
    const minute = Math.floor(atMs / MINUTE_MS);
    if (phase !== 'running' || minute === told) return;
    told = minute;
    const rates = groups.map(({ name, connected, bin }) => `${connected} ${name} at ${bin?.framesPerSecond.toFixed(1) ?? '—'} fps`);
    process.stdout.write(`  after ${minute} min: ${rates.join(', ')}\n`);
  };
}

const calls = {
  /**
   * Memory is sampled after a collection of all garbage. Without it, the trend over ten minutes would show when V8 last
   * collected, not the live memory of the hub.
   */
  run: async ({ plan, inspector: address }: { plan: SoakPlan; inspector: string }): Promise<RunResult> => {
    const inspector = await Inspector.connect(address);
    try {
      return await runScenario(scenarioOf(soakScenario(plan)), {
        beforeSample: () => inspector.collectGarbage(),
        onProgress: minutes(),
      });
    } finally {
      inspector.close();
    }
  },
};
export type SoakCalls = typeof calls;

answerCalls(calls);
