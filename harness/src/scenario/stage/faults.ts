/** Puts the faults of a scenario on its timeline. */
import type { CheckedScenario } from '../checked-scenario.ts';
import { faultName } from '../schema/scenario.ts';
import { Fault, type FaultRules } from './fault.ts';
import { faultRules, type Line } from './line.ts';
import type { SteeredProcess } from './process.ts';
import type { Timeline } from './timeline.ts';

export interface FaultsOptions {
  readonly scenario: CheckedScenario;
  /** One for each crowd. */
  readonly lines: readonly Line[];
  readonly processes: readonly SteeredProcess[];
  readonly timeline: Timeline;
}

export function openFaults({ scenario, lines, processes, timeline }: FaultsOptions): Fault[] {
  const { spec } = scenario;
  return spec.faults.map((fault, index) => {
    const rules = lines.flatMap(({ proxy }, crowd): FaultRules[] => {
      const ours = faultRules(scenario, crowd).find((each) => each.fault === index);
      const group = spec.crowds[crowd]?.name ?? '';
      return proxy && ours ? [{ group, proxy, names: ours.rules.map(({ name }) => name) }] : [];
    });
    const concerned = processes.find(({ name }) => name === fault.process);
    const created = new Fault({
      name: faultName(spec, index),
      what: fault.do === undefined ? (fault.rules ?? []).map((rule) => rule.fault).join(', ') : `${fault.do} ${fault.process ?? ''}`,
      rules,
      process: concerned && fault.do !== undefined ? { process: concerned, action: fault.do } : undefined,
      nowMs: () => timeline.nowMs,
    });
    timeline.at(fault.at, () => created.begin());
    if (fault.for !== undefined) timeline.at(fault.at + fault.for, () => created.end());
    return created;
  });
}
