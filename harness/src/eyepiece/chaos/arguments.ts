/** The command line of `npm run chaos`. */
import type { ParseArgsConfig } from 'node:util';
import { integer, readArguments, RUN_OPTIONS } from '../../input/arguments.ts';

const OPTIONS = {
  hubs: { type: 'string', default: '1' },
  kills: { type: 'string', default: '100' },
  captures: { type: 'string', default: '2000' },
  ...RUN_OPTIONS,
} as const satisfies ParseArgsConfig['options'];

export const CHAOS_HELP = `npm run chaos -- [options]

Starts a whole system on free ports of loopback and takes captures. Meanwhile it kills processes at random moments, and
freezes some for seconds. At the end it compares the library with everything that was acknowledged, and runs fsck.
After a breach it keeps the logs and a backup of the library in a folder, which it names.

  --hubs N       1: a hub, a camera service and PostgreSQL. 2 to 5: hubs with two camera services, PostgreSQL, Redis and
                 an S3 server                                            (1)
  --kills N      1 to 10000                                              (100)
  --captures N   captures to acknowledge, from one per kill to 1000000   (2000)
  --seed N       the same seed gives the same random choices            (1)
  --json FILE    also write the result there

Exit status: 0; 1 if an acknowledged capture or edit was lost, a capture is there twice, has changed or came back
from the trash, fsck found something, or the run made no progress; 2 if the command line is invalid.`;

export interface ChaosArguments {
  readonly hubs: number;
  readonly kills: number;
  readonly captures: number;
  readonly seed: number;
  readonly json: string | undefined;
  readonly help: boolean;
}

/** @throws {ArgumentError} */
export function chaosArguments(args: readonly string[]): ChaosArguments {
  const { hubs, kills, captures, seed, json, help } = readArguments({ args: [...args], options: OPTIONS }).values;
  const count = integer('--kills', kills, 1, 10_000);
  return {
    hubs: integer('--hubs', hubs, 1, 5),
    kills: count,
    captures: integer('--captures', captures, count, 1_000_000),
    seed: integer('--seed', seed, 0, 2 ** 31),
    json,
    help,
  };
}
