/** The command line of `crowd`. */
import type { ParseArgsConfig } from 'node:util';
import { cameraIdSchema } from '@eyepiece/shared-types';
import { ArgumentError, integer, number, readArguments } from '../arguments.ts';

export const CROWD_HELP = `npm run crowd -- [options]: many viewers of one camera, and what they see

  --url URL             address of the hub                                    (http://127.0.0.1:3000)
  --email E             account to sign in with, and --password or EYEPIECE_PASSWORD
  --password P
  --token T             instead of signing in; or EYEPIECE_TOKEN
  --camera ID           camera to watch; may be left out when there is only one
  --viewers N           viewers in all, 1 to 5000                             (10)
  --duration S          seconds of measurement                                (10)
  --warm-up S           seconds between the first pictures and it             (3)
  --slow N@RATE         N of the viewers have a slow link: 500kbit, 1mbit
  --rtt TIME            round trip added for every viewer: 100ms, 0.2s
  --json FILE           also write the report there, - for standard output
  --max-age-p95 MS      fail if the age of frames is above it, for any kind of viewer
  --min-frames SHARE    fail if a viewer that is not slow gets a smaller share of frames, 0 to 1

Exit status: 0; 1 if a limit is missed; 2 if the command line is invalid; 3 if the hub cannot be watched.`;

const OPTIONS = {
  url: { type: 'string', default: 'http://127.0.0.1:3000' },
  email: { type: 'string' },
  password: { type: 'string' },
  token: { type: 'string' },
  camera: { type: 'string' },
  viewers: { type: 'string', default: '10' },
  duration: { type: 'string', default: '10' },
  'warm-up': { type: 'string', default: '3' },
  slow: { type: 'string' },
  rtt: { type: 'string' },
  json: { type: 'string' },
  'max-age-p95': { type: 'string' },
  'min-frames': { type: 'string' },
} as const satisfies ParseArgsConfig['options'];

export type Credential = { readonly token: string } | { readonly email: string; readonly password: string };

export interface CrowdArguments {
  readonly url: string;
  readonly credential: Credential;
  readonly cameraId: string | undefined;
  readonly viewers: number;
  readonly durationS: number;
  readonly warmUpS: number;
  readonly slow: { readonly viewers: number; readonly bitsPerSecond: number } | undefined;
  readonly roundTripMs: number | undefined;
  readonly json: string | undefined;
  readonly maxAgeP95Ms: number | undefined;
  readonly minFrames: number | undefined;
}

/** @throws {ArgumentError} naming the option and its limits */
export function crowdArguments(args: readonly string[], env: NodeJS.ProcessEnv): CrowdArguments {
  const values = readArguments({ args: [...args], options: OPTIONS }).values;
  const viewers = integer('--viewers', values.viewers, 1, 5000);
  const slow = values.slow === undefined ? undefined : slowViewers(values.slow, viewers);
  const minFrames = values['min-frames'];
  if (minFrames !== undefined && slow?.viewers === viewers) {
    throw new ArgumentError('--min-frames is for viewers that are not slow: --slow leaves none');
  }
  return {
    url: hubAddress(values.url),
    credential: credential(values, env),
    cameraId: values.camera === undefined ? undefined : camera(values.camera),
    viewers,
    durationS: number('--duration', values.duration, 1, 86_400),
    warmUpS: number('--warm-up', values['warm-up'], 0, 3600),
    slow,
    roundTripMs: values.rtt === undefined ? undefined : duration('--rtt', values.rtt),
    json: values.json,
    maxAgeP95Ms: values['max-age-p95'] === undefined ? undefined : number('--max-age-p95', values['max-age-p95'], 0, 3_600_000),
    minFrames: minFrames === undefined ? undefined : number('--min-frames', minFrames, 0, 1),
  };
}

function hubAddress(text: string): string {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new ArgumentError(`--url ${text}: an http:// or https:// address is needed`);
  return url.origin + url.pathname.replace(/\/+$/, '');
}

function camera(id: string): string {
  if (!cameraIdSchema.safeParse(id).success) throw new ArgumentError(`--camera ${id}: a camera id is 1 to 64 of a-z, 0-9, - and _`);
  return id;
}

function credential(values: { email?: string; password?: string; token?: string }, env: NodeJS.ProcessEnv): Credential {
  const { email } = values;
  if (email === undefined) {
    const token = values.token ?? env['EYEPIECE_TOKEN'];
    if (!token) throw new ArgumentError('--token or --email is needed: the hub shows its cameras only to signed-in users');
    return { token };
  }
  const password = values.password ?? env['EYEPIECE_PASSWORD'];
  if (!password) throw new ArgumentError(`--email ${email}: --password or EYEPIECE_PASSWORD is needed too`);
  return { email, password };
}

const BITS: Readonly<Record<string, number>> = { bit: 1, kbit: 1e3, mbit: 1e6, gbit: 1e9 };

function slowViewers(text: string, viewers: number): { viewers: number; bitsPerSecond: number } {
  const match = /^(\d+)@([\d.]+)([kmg]?bit)$/i.exec(text);
  const [, count = '', rate = '', unit = ''] = match ?? [];
  if (!match) throw new ArgumentError(`--slow ${text}: a number of viewers and a rate are needed, as in 1@1mbit`);
  const slow = integer('--slow', count, 1, 5000);
  if (slow > viewers) throw new ArgumentError(`--slow ${text}: there are only ${viewers} viewers`);
  const bitsPerSecond = number(`--slow ${text}:`, rate, 0, 1e10) * (BITS[unit.toLowerCase()] ?? 1);
  if (!(bitsPerSecond >= 1000 && bitsPerSecond <= 1e10)) throw new ArgumentError(`--slow ${text}: a rate from 1kbit to 10gbit is needed`);
  return { viewers: slow, bitsPerSecond };
}

function duration(option: string, text: string): number {
  const [, value, unit] = /^([\d.]+)(ms|s)?$/.exec(text) ?? [];
  if (value === undefined) throw new ArgumentError(`${option} ${text}: a time is needed, as in 100ms`);
  return number(option, String(Number(value) * (unit === 's' ? 1000 : 1)), 0, 60_000);
}
