/** The command line of `npm run hostile`. */
import type { ParseArgsConfig } from 'node:util';
import { ArgumentError, integer, number, readArguments, RUN_OPTIONS } from '../../input/arguments.ts';
import { ATTACKS, LONG_ATTACKS, SHORT_ATTACKS } from './attacks/all.ts';
import type { HostileOptions } from './hostile.ts';
import type { Attack } from './target.ts';

const SHORT = { seconds: 2, connections: 1000, attacks: SHORT_ATTACKS };
const LONG = { seconds: 20, connections: 200_000, attacks: LONG_ATTACKS };

const OPTIONS = {
  long: { type: 'boolean', default: false },
  connections: { type: 'string' },
  seconds: { type: 'string' },
  only: { type: 'string' },
  ...RUN_OPTIONS,
} as const satisfies ParseArgsConfig['options'];

export interface HostileArguments extends HostileOptions {
  readonly json: string | undefined;
  readonly help: boolean;
}

export function hostileHelp(): string {
  const width = Math.max(...ATTACKS.map(({ name }) => name.length));
  return `npm run hostile -- [options]

Starts a whole system on free ports of loopback and attacks it. Ten viewers, an operator and the hub's metrics measure
the effects of each attack.

  --long            ${LONG.connections} connections and ${LONG.seconds} s an attack, instead of ${SHORT.connections} and ${SHORT.seconds}
  --connections N   connections of all replays together, 1 to 1000000
  --seconds S       length of each other attack, 0.1 to 3600
  --only NAMES      these attacks, with commas; a name stands for all that begin with it
  --seed N          the same seed breaks the same conversations             (1)
  --json FILE       also write the whole report there

${ATTACKS.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`).join('\n')}

Exit status: 1 if a process ended, a command failed or a target was missed; 2 if the command line is invalid.`;
}

/** @throws {ArgumentError} */
export function hostileArguments(args: readonly string[]): HostileArguments {
  const values = readArguments({ args: [...args], options: OPTIONS }).values;
  const { seconds, connections, attacks } = values.long ? LONG : SHORT;
  return {
    attacks: values.only === undefined ? attacks : chosen(values.only.split(',')),
    seconds: values.seconds === undefined ? seconds : number('--seconds', values.seconds, 0.1, 3600),
    connections: values.connections === undefined ? connections : integer('--connections', values.connections, 1, 1_000_000),
    seed: integer('--seed', values.seed, 0, 2 ** 31),
    json: values.json,
    help: values.help,
  };
}

function chosen(names: readonly string[]): Attack[] {
  const unknown = names.find((wanted) => !ATTACKS.some(({ name }) => name.startsWith(wanted)));
  if (unknown !== undefined) throw new ArgumentError(`--only ${unknown}: there is no such attack; see --help`);
  return ATTACKS.filter(({ name }) => names.some((wanted) => name.startsWith(wanted)));
}
