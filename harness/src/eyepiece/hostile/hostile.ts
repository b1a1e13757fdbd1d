/**
 * Runs attacks on a whole system, one at a time, and measures the effects on its users.
 *
 * It is no scenario: an attack sends what no viewer and no fault of the proxy sends, and an operator gives commands
 * meanwhile.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Memory, type MemoryUse } from './memory.ts';
import { Operator, type Orders } from './operator.ts';
import { HostileSystem, WITNESSED } from './system.ts';
import type { Attack } from './target.ts';
import { Witnesses, type Sight } from './witnesses.ts';

/** Allowed growth of the hub's memory during an attack, MB. */
export const MEMORY_MB = 300;
/** Allowed growth after an attack, and the time to return to it. */
const BACK_MB = 100;
const BACK_MS = 120_000;
const MOST_ERRORS = 5;

export interface HostileOptions {
  readonly attacks: readonly Attack[];
  /** Duration of each attack that is not a replay, s. */
  readonly seconds: number;
  /** Connections of all replays together. */
  readonly connections: number;
  readonly seed: number;
  readonly say?: (text: string) => void;
}

export interface AttackReport {
  readonly name: string;
  readonly seconds: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly sight: Sight;
  readonly orders: Orders;
  readonly memory: MemoryUse;
  /** Ended processes, viewers without a picture, commands without an answer, errors in logs. */
  readonly faults: readonly string[];
}

export interface HostileReport {
  readonly calm: AttackReport;
  readonly attacks: readonly AttackReport[];
  /** Memory of the hub before and after all attacks, MB. */
  readonly memory: { readonly beganMb: number; readonly endedMb: number };
}

/** The system and its users. */
class Scene {
  readonly system: HostileSystem;
  readonly memory: Memory;
  readonly #witnesses: Witnesses;
  readonly #operator: Operator;

  private constructor(system: HostileSystem, witnesses: Witnesses) {
    const { url, tokens, target } = system;
    this.system = system;
    this.#witnesses = witnesses;
    this.#operator = new Operator({ url, token: tokens.operator, cameraId: target.cameraId });
    this.memory = new Memory({ url, token: tokens.admin, pid: system.hubPid });
  }

  static async set(): Promise<Scene> {
    const system = await HostileSystem.start();
    try {
      return new Scene(system, await Witnesses.join({ url: system.url, token: system.tokens.witness, cameraId: WITNESSED }));
    } catch (error) {
      await system.stop();
      throw error;
    }
  }

  /** Measures the effects of an activity on all users. */
  async during(name: string, run: () => Promise<Record<string, number>>): Promise<AttackReport> {
    for (const witness of [this.#witnesses, this.#operator, this.memory]) witness.begin();
    const beganMs = performance.now();
    const outcomes = await run();
    const seconds = (performance.now() - beganMs) / 1000;
    const [sight, orders, memory] = await Promise.all([this.#witnesses.end(), this.#operator.end(), this.memory.end()]);
    const faults = [
      ...this.system.dead.map((part) => `the ${part} has ended`),
      ...(sight.blind > 0 ? [`${sight.blind} viewers had no picture afterwards`] : []),
      ...orders.failures.slice(0, MOST_ERRORS),
      ...this.system.loggedErrors.take().slice(0, MOST_ERRORS),
    ];
    return { name, seconds, outcomes, sight, orders, memory, faults };
  }

  async clear(): Promise<void> {
    this.#witnesses.leave();
    await this.#operator.leave();
    await this.memory.leave();
    await this.system.stop();
  }
}

export async function runHostile(options: HostileOptions): Promise<HostileReport> {
  const { attacks, seconds, seed, say } = options;
  let scene = await Scene.set();
  try {
    const calm = await scene.during('calm', () => delay(Math.min(seconds, 5) * 1000, {}));
    let beganMb = await scene.memory.settled(0, 0);
    const reports: AttackReport[] = [];
    const replays = attacks.filter(({ replays }) => replays).length;
    for (const [index, attack] of attacks.entries()) {
      say?.(`${attack.name}: ${attack.about}`);
      // A replay ends with its connections; the time limit only prevents it from hanging.
      const effort = attack.replays
        ? { connections: Math.ceil(options.connections / replays), seconds: Math.max(60, options.connections / 50), seed: seed + index }
        : { connections: 0, seconds, seed: seed + index };
      const { system } = scene;
      const report = await scene.during(attack.name, () =>
        system.attacker.call('attack', { name: attack.name, target: system.target, effort }),
      );
      reports.push(report);
      for (const fault of report.faults) say?.(`  ${fault}`);
      if (system.dead.length === 0) continue;
      await scene.clear();
      scene = await Scene.set();
      beganMb = await scene.memory.settled(0, 0);
    }
    return { calm, attacks: reports, memory: { beganMb, endedMb: await scene.memory.settled(beganMb + BACK_MB, BACK_MS) } };
  } finally {
    await scene.clear();
  }
}

/** Missed targets. They are meaningful only on a machine with free cores. */
export function missed({ attacks, memory }: HostileReport): string[] {
  const of = (name: string, text: string): string => `${name}: ${text}`;
  return [
    ...attacks.flatMap(({ name, sight, orders, memory: { heldMb } }) => [
      ...(sight.leastShare < 0.95 ? [of(name, `a viewer had ${(sight.leastShare * 100).toFixed(0)} % of the frames, not 95`)] : []),
      ...(sight.ageP99Ms > 500 ? [of(name, `the p99 age of pictures was ${sight.ageP99Ms.toFixed(0)} ms, not 500`)] : []),
      ...(sight.reconnects > 0 ? [of(name, `${sight.reconnects} viewers lost their connection`)] : []),
      ...(orders.worstMs > 1000 ? [of(name, `a command took ${orders.worstMs.toFixed(0)} ms, not 1000`)] : []),
      ...(heldMb > memory.beganMb + MEMORY_MB
        ? [of(name, `the hub held ${(heldMb - memory.beganMb).toFixed(0)} MB more, not ${MEMORY_MB}`)]
        : []),
    ]),
    ...(memory.endedMb > memory.beganMb + BACK_MB
      ? [`afterwards: the hub holds ${(memory.endedMb - memory.beganMb).toFixed(0)} MB more`]
      : []),
  ];
}
