/** Kills and freezes processes at random moments, and starts killed ones again. */
import { setTimeout as delay } from 'node:timers/promises';
import type { SeededRandom } from '../../figures/random.ts';
import type { Load } from './load/load.ts';
import type { ChaosSystem } from './system.ts';

const LOOK_MS = 250;
const LONGEST_CALM_MS = 2500;
/** With this probability, a kill has a frozen process beside it. */
const FREEZE = { share: 0.25, fromMs: 500, toMs: 12_000 };

/** Counts by process. */
export interface Disturbed {
  readonly kills: Readonly<Record<string, number>>;
  readonly freezes: Readonly<Record<string, number>>;
}

export interface KillingParts {
  readonly system: ChaosSystem;
  readonly load: Load;
  readonly random: SeededRandom;
  /** How long the captures of a round may take. */
  readonly stuckMs: number;
  readonly say: (line: string) => void;
}

export class Killing {
  readonly #parts: KillingParts;
  readonly #revivals = new Set<Promise<void>>();
  readonly #thaws = new Set<Promise<void>>();
  readonly #frozen = new Set<string>();
  #failure: Error | undefined;

  constructor(parts: KillingParts) {
    this.#parts = parts;
  }

  /** Runs rounds of captures, each with one kill at a random moment. A killed process restarts during the next rounds. */
  async run(kills: number, captures: number): Promise<Disturbed> {
    const killed = Object.fromEntries(this.#parts.system.parts.map((part) => [part, 0]));
    const frozen: Record<string, number> = {};
    const endEdits = this.#parts.load.edit();
    try {
      for (let round = 1; round <= kills; round += 1) {
        const taking = this.#parts.load.captureUntil(Math.ceil((captures * round) / kills), AbortSignal.timeout(this.#parts.stuckMs));
        taking.catch(() => undefined); // handled where the promise is awaited
        await delay(this.#parts.random.between(0, LONGEST_CALM_MS));
        if (this.#parts.random.next() < FREEZE.share) this.#freezeOne(frozen);
        const victim = await this.#kill();
        killed[victim] = (killed[victim] ?? 0) + 1;
        await taking;
        if (this.#failure !== undefined) throw this.#failure;
        const { acknowledged } = this.#parts.load;
        const waiting = (await this.#parts.system.spooled()).length;
        this.#parts.say(
          `kill ${String(round)}: ${victim}; ${String(acknowledged.count)} captures, ${String(waiting)} wait; running: ${this.#parts.system.up.join(', ')}`,
        );
      }
    } finally {
      await endEdits();
      await Promise.all([...this.#revivals, ...this.#thaws]);
    }
    if (this.#failure !== undefined) throw this.#failure;
    return { kills: killed, freezes: frozen };
  }

  async #kill(): Promise<string> {
    const running = (): string[] => this.#parts.system.up.filter((part) => !this.#frozen.has(part));
    const deadline = performance.now() + this.#parts.stuckMs;
    while (running().length === 0) {
      if (performance.now() > deadline) throw new Error('no process runs again');
      await delay(LOOK_MS);
    }
    const victim = this.#parts.random.choose(running());
    await this.#parts.system.kill(victim);
    const since = performance.now();
    const revival = this.#parts.system
      .restart(victim)
      .then(
        () => this.#parts.say(`${victim} runs again after ${((performance.now() - since) / 1000).toFixed(1)} s`),
        (error: unknown) => {
          this.#failure = new Error(`${victim} does not start again`, { cause: error });
        },
      )
      .finally(() => this.#revivals.delete(revival));
    this.#revivals.add(revival);
    return victim;
  }

  #freezeOne(frozen: Record<string, number>): void {
    const part = this.#parts.random.choose(this.#parts.system.parts);
    const ms = this.#parts.random.between(FREEZE.fromMs, FREEZE.toMs);
    if (!this.#parts.system.up.includes(part) || this.#frozen.has(part)) return;
    const thaw = this.#parts.system.freeze(part);
    if (thaw === undefined) return;
    frozen[part] = (frozen[part] ?? 0) + 1;
    this.#frozen.add(part);
    this.#parts.say(`${part} is frozen for ${(ms / 1000).toFixed(1)} s`);
    const thawed = delay(ms).then(() => {
      thaw();
      this.#frozen.delete(part);
      this.#thaws.delete(thawed);
    });
    this.#thaws.add(thawed);
  }
}
