/** One fault of the timeline: when it was in force, and what it did. */
import type { FaultProxy } from '../../proxy/fault-proxy.ts';
import type { EndingFault } from '../expect/times.ts';
import type { FaultResult } from '../result.ts';
import type { SteeredProcess } from './process.ts';

type Step = Exclude<keyof SteeredProcess, 'name' | 'command' | 'pid'>;

/** What is done to the process when the fault begins and when it ends. Without an end, the fault is over at once. */
const ACTIONS: Readonly<Record<'stop' | 'continue' | 'kill' | 'restart', { readonly begin: Step; readonly end?: Step }>> = {
  stop: { begin: 'suspend', end: 'resume' },
  kill: { begin: 'kill', end: 'start' },
  continue: { begin: 'resume' },
  restart: { begin: 'restart' },
};

/** The rules of a fault at the proxy of one crowd. */
export interface FaultRules {
  readonly group: string;
  readonly proxy: FaultProxy;
  readonly names: readonly string[];
}

export interface FaultSpec {
  readonly name: string;
  readonly what: string;
  readonly rules: readonly FaultRules[];
  readonly process?: { readonly process: SteeredProcess; readonly action: keyof typeof ACTIONS } | undefined;
  readonly nowMs: () => number;
}

export class Fault implements EndingFault {
  readonly name: string;
  fromMs: number | undefined;
  toMs: number | undefined;
  readonly #spec: FaultSpec;

  constructor(spec: FaultSpec) {
    this.#spec = spec;
    this.name = spec.name;
  }

  get isActive(): boolean {
    return this.fromMs !== undefined && this.toMs === undefined;
  }

  /** Whether it concerns the connections of a crowd. Faults of processes may concern all. */
  concerns(group: string): boolean {
    return this.#spec.process !== undefined || this.#spec.rules.some((rules) => rules.group === group);
  }

  async begin(): Promise<void> {
    this.fromMs = this.#spec.nowMs();
    this.#enable(true);
    await this.#act();
  }

  /** Not called for a fault that lasts until the end of the run. */
  async end(): Promise<void> {
    const { process: concerned, nowMs } = this.#spec;
    this.#enable(false);
    const step = concerned && ACTIONS[concerned.action].end;
    if (step) await concerned.process[step]();
    this.toMs = nowMs();
  }

  get result(): FaultResult {
    const { name, what, rules } = this.#spec;
    return {
      name,
      what,
      fromMs: this.fromMs === undefined ? null : Math.round(this.fromMs),
      toMs: this.toMs === undefined ? null : Math.round(this.toMs),
      rules: rules.flatMap(({ group, proxy, names }) =>
        proxy
          .counts()
          .filter((rule) => names.includes(rule.name))
          .map(({ name: rule, fault, matched, applied, bytes }) => ({ name: rule, fault, group, matched, applied, bytes })),
      ),
    };
  }

  #enable(enabled: boolean): void {
    for (const { proxy, names } of this.#spec.rules) for (const name of names) proxy.rules.setEnabled(name, enabled);
  }

  async #act(): Promise<void> {
    const { process: concerned, nowMs } = this.#spec;
    if (!concerned) return;
    const { begin, end } = ACTIONS[concerned.action];
    await concerned.process[begin]();
    if (!end) this.toMs = nowMs();
  }
}
