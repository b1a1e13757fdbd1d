/** The connection between a crowd and its server: direct, or through a proxy with its link and the faults. */
import { FaultProxy } from '../../proxy/fault-proxy.ts';
import { addressThrough, linkRules } from '../../proxy/link.ts';
import type { RuleInput } from '../../proxy/rules/schema.ts';
import type { CheckedScenario } from '../checked-scenario.ts';
import { faultName } from '../schema/scenario.ts';

const WEBSOCKET: Readonly<Record<string, string>> = { 'http:': 'ws:', 'https:': 'wss:' };
const HTTP: Readonly<Record<string, string>> = { 'ws:': 'http:', 'wss:': 'https:' };

export interface Line {
  /** For the viewers. */
  readonly url: string;
  /** undefined: nothing changes the connection. */
  readonly proxy: FaultProxy | undefined;
}

/** The address of a crowd at the target, with the scheme that its protocol needs. */
export function addressFor(target: string, crowd: CheckedScenario['spec']['crowds'][number]): string {
  const url = new URL(crowd.url ?? target);
  if (crowd.path !== undefined) {
    const path = new URL(crowd.path, url);
    url.pathname = path.pathname;
    url.search = path.search;
  }
  const scheme = (crowd.protocol === 'websocket' ? WEBSOCKET : HTTP)[url.protocol];
  if (scheme !== undefined && ['websocket', 'socket.io', 'mjpeg', 'eyepiece'].includes(crowd.protocol)) url.protocol = scheme;
  return crowd.protocol === 'eyepiece' ? url.href.replace(/\/$/, '') : url.href;
}

/** @throws {RuleError} if two rules have one name, and the error of `listen` */
export async function openLine(scenario: CheckedScenario, crowd: number, url: string): Promise<Line> {
  const rules = [...linkRules(scenario.input.crowds[crowd]?.link ?? {}), ...faultRules(scenario, crowd).flatMap(({ rules }) => rules)];
  if (rules.length === 0) return { url, proxy: undefined };
  const { seed, target } = scenario.spec;
  const proxy = await FaultProxy.start({ target: new URL(url).origin, rules, seed, insecure: target.insecure });
  return { url: addressThrough(proxy, url), proxy };
}

/** The rules of each fault for a crowd, with their names. Those of later faults wait until they are switched on. */
export function faultRules({ spec, input }: CheckedScenario, crowd: number): { fault: number; rules: (RuleInput & { name: string })[] }[] {
  const name = spec.crowds[crowd]?.name ?? '';
  return spec.faults.flatMap((fault, index) => {
    if (!fault.rules || fault.crowds?.includes(name) === false) return [];
    const written = input.faults?.[index]?.rules ?? [];
    const named = written.map((rule, place) => ({
      ...rule,
      name: rule.name ?? (written.length === 1 ? faultName(spec, index) : `${faultName(spec, index).slice(0, 60)}.${place + 1}`),
      // A fault from the start hits the first message, and the same ones in each run.
      enabled: fault.at === 0,
    }));
    return [{ fault: index, rules: named }];
  });
}
