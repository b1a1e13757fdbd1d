/** A run of a server that puts markup into every text that it chooses. */
import type { RunResult } from '../../scenario/result.ts';
import { sampleRun } from './sample-run.ts';

export const HOSTILE =
  '</script><script>globalThis.attacked = true</script><img src="http://attacker.example/" onerror="globalThis.attacked = true">' +
  '"\'><!-- ]]> `` | [a link](http://attacker.example/) ![](http://attacker.example/) @everyone http://attacker.example/ \u0000\u001b[31m\ud800\r\n| # x';
/** Of the harness, not of a server. */
const KEPT = new Set(['format', 'outcome', 'kind', 'startedAt', 'endedAt']);

export function hostileRun(): RunResult {
  const run = changed(sampleRun({ problem: HOSTILE })) as RunResult;
  return { ...run, groups: run.groups.map((group) => ({ ...group, messages: { [HOSTILE]: 1 } })), vars: { [HOSTILE]: HOSTILE } };
}

/** All texts are replaced. */
function changed(value: unknown): unknown {
  if (typeof value === 'string') return HOSTILE;
  if (Array.isArray(value)) return value.map(changed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, KEPT.has(key) ? (inner as unknown) : changed(inner)]));
}
