/** The attacker in its own process, so that its CPU time is not counted as the hub's. */
import { answerCalls } from '../bench/workers/calls.ts';
import { SeededRandom } from '../../figures/random.ts';
import { ATTACKS } from './attacks/all.ts';
import type { Effort, Target } from './target.ts';

export interface AttackOrder {
  readonly name: string;
  readonly target: Target;
  readonly effort: Effort;
}

const calls = {
  /** @returns the number of each outcome */
  attack: async ({ name, target, effort }: AttackOrder): Promise<Record<string, number>> => {
    const attack = ATTACKS.find((candidate) => candidate.name === name);
    if (!attack) throw new Error(`there is no attack ${name}`);
    const outcomes: Record<string, number> = {};
    const until = performance.now() + effort.seconds * 1000;
    await attack.run({
      target,
      random: new SeededRandom(effort.seed),
      connections: effort.connections,
      over: () => performance.now() >= until,
      count: (outcome, times = 1) => (outcomes[outcome] = (outcomes[outcome] ?? 0) + times),
    });
    return outcomes;
  },
};
export type AttackerCalls = typeof calls;

answerCalls(calls);
