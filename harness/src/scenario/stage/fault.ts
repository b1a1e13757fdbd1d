/** One fault of the timeline: when it was in force, and what it did. */
import type { FaultProxy } from '../../proxy/fault-proxy.ts';
import type { EndingFault } from '../expect/times.ts';
import type { FaultResult } from '../result.ts';
import type { SteeredProcess } from './process.ts';

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
  readonly process?: { readonly process: SteeredProcess; readonly action: 'stop' | 'continue' | 'kill' | 'restart' } | undefined;
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
    if (concerned?.action === 'stop') concerned.process.resume();
    if (concerned?.action === 'kill') await concerned.process.start();
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
    switch (concerned?.action) {
      case undefined:
        return;
      case 'stop':
        concerned.process.suspend();
        return;
      case 'kill':
        await concerned.process.kill();
        return;
      case 'continue':
        concerned.process.resume();
        break;
      case 'restart':
        await concerned.process.restart();
    }
    this.toMs = nowMs();
  }
}
