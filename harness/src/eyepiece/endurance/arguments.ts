/** The command line of `npm run endurance`. */
import type { ParseArgsConfig } from 'node:util';
import { integer, number, readArguments, RUN_OPTIONS } from '../../input/arguments.ts';

const MINUTES = 30;
/** Stops in MINUTES. */
const STOPS = 20;
const HOLD_S = 60;
/** Shorter runs have proportionally shorter pauses. */
const WHOLE_HOLD_FROM_MINUTES = 10;

const OPTIONS = {
  minutes: { type: 'string' },
  stops: { type: 'string' },
  hold: { type: 'string' },
  ...RUN_OPTIONS,
} as const satisfies ParseArgsConfig['options'];

export const ENDURANCE_HELP = `npm run endurance -- [options]

Starts a whole system on free ports of loopback: PostgreSQL (PGlite where there is none), the hub, two camera services.
Viewers, a page in Chromium, an operator, a writer and a time-lapse use it. Meanwhile the hub is stopped and started
again, the disk fills and is emptied, the database is paused, the clock steps forward by an hour and back.

  --minutes M    length of the run, 0.5 to 1440                          (${MINUTES})
  --stops N      how often the hub is stopped, 1 to 1000                 (${STOPS} in ${MINUTES} minutes)
  --hold S       how long the database is paused and the disk full       (${HOLD_S}, less below ${WHOLE_HOLD_FROM_MINUTES} minutes)
  --seed N       the same seed gives the same disturbances               (1)
  --json FILE    also write the whole report there

The disk is a tmpfs if this program may mount one; the report says what was used.
Exit status: 0; 1 if anything acknowledged was lost, a picture did not return, a command had no answer by its deadline
or a process ended unexpectedly; 2 if the command line is invalid.`;

export interface EnduranceArguments {
  readonly minutes: number;
  readonly stops: number;
  readonly holdMs: number;
  readonly seed: number;
  readonly json: string | undefined;
  readonly help: boolean;
}

/** @throws {ArgumentError} */
export function enduranceArguments(args: readonly string[]): EnduranceArguments {
  const values = readArguments({ args: [...args], options: OPTIONS }).values;
  const minutes = values.minutes === undefined ? MINUTES : number('--minutes', values.minutes, 0.5, 1440);
  const holdS =
    values.hold === undefined ? HOLD_S * Math.min(1, minutes / WHOLE_HOLD_FROM_MINUTES) : number('--hold', values.hold, 1, 3600);
  return {
    minutes,
    stops: values.stops === undefined ? Math.max(2, Math.round((STOPS * minutes) / MINUTES)) : integer('--stops', values.stops, 1, 1000),
    holdMs: Math.round(holdS * 1000),
    seed: integer('--seed', values.seed, 0, 2 ** 31),
    json: values.json,
    help: values.help,
  };
}
