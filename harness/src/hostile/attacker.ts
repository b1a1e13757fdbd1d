/** The attacker, in a process of its own: what it costs to attack must not be taken for what it does. */
import { answerCalls } from '../bench/workers/calls.ts';
import { SeededRandom } from '../random.ts';
import { ATTACKS } from './attacks/all.ts';
import type { Effort, Target } from './target.ts';

export interface AttackOrder {
  readonly name: string;
  readonly target: Target;
  readonly effort: Effort;
}

const calls = {
  /** @returns how often what happened */
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
