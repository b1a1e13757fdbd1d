/** The command line of the bench. */
import type { ParseArgsConfig } from 'node:util';
import { ArgumentError, number, readArguments } from '../../input/arguments.ts';
import type { Pace, Row } from './bench.ts';

/** The hub asks for fewer acknowledgements two seconds after a viewer connects. Measurements begin after that. */
const FULL: Pace = { practice: true, rounds: 5, longRounds: 5, seconds: 8, warmUpS: 6, soakMinutes: 10, captures: 100_000 };
const QUICK: Pace = { practice: false, rounds: 2, longRounds: 1, seconds: 2, warmUpS: 3, soakMinutes: 1, captures: 2000 };

const OPTIONS = {
  quick: { type: 'boolean', default: false },
  soak: { type: 'boolean', default: false },
  minutes: { type: 'string' },
  namespace: { type: 'boolean', default: false },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const satisfies ParseArgsConfig['options'];

export interface BenchArguments {
  readonly pace: Pace;
  readonly rows: readonly Row[];
  /** Links are simulated by queues of the kernel. */
  readonly namespace: boolean;
  readonly json: string | undefined;
  readonly help: boolean;
}

export function benchHelp(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const list = rows.map(({ name, about, onDemand }) => `  ${name.padEnd(width)}  ${about}${onDemand ? ' (only when named)' : ''}`);
  return `npm run bench -- [options] [row …]

${list.join('\n')}

  --quick        fewer and shorter measurements: about two minutes in all
  --soak         the row soak, as if named
  --minutes N    how long it takes, 1 to 1440                                  (10; 1 with --quick)
  --namespace    narrow and far links by the kernel's queues instead of a proxy (Linux, root)
  --json FILE    also write [{name, subject, reference, ratio, unit, target, pass}] there

Exit status: 1 if a target is missed, 2 if the command line is invalid.`;
}

/** @throws {ArgumentError} */
export function benchArguments(args: readonly string[], all: readonly Row[]): BenchArguments {
  const { values, positionals } = readArguments({ args: [...args], allowPositionals: true, options: OPTIONS });
  const unknown = positionals.find((name) => !all.some((row) => row.name === name));
  if (unknown !== undefined) throw new ArgumentError(`there is no row ${unknown}; there are ${all.map(({ name }) => name).join(', ')}`);
  const names = values.soak ? [...positionals, 'soak'] : positionals;
  const pace = values.quick ? QUICK : FULL;
  const soakMinutes = values.minutes === undefined ? pace.soakMinutes : number('--minutes', values.minutes, 1, 1440);
  return {
    pace: { ...pace, soakMinutes },
    rows: all.filter(({ name, onDemand }) => (names.length === 0 ? !onDemand : names.includes(name))),
    namespace: values.namespace,
    json: values.json,
    help: values.help,
  };
}
