/** The command line of `crowd`. */
import { cameraIdSchema } from '@eyepiece/shared-types';
import { ArgumentError, integer, number, timeMs } from '../input/arguments.ts';
import { parseCommand, refuseArguments } from '../input/command-line.ts';
import type { Description } from '../input/description.ts';
import { checkToken, serverAddress } from '../input/server-address.ts';
import { PROTOCOL_NAMES } from '../protocols/protocols.ts';
import { describedByFlags } from './description-flags.ts';
import { crowdCommandLine, type CrowdFlags } from './options.ts';

const OTHER_SERVER = `For a server other than Eyepiece, --protocol is needed: ${PROTOCOL_NAMES.slice(1).join(', ')}`;
const RTT_MAX_MS = 60_000;
const DEFAULT_HUB = 'http://127.0.0.1:3000';

export type Credential = { readonly token: string } | { readonly email: string; readonly password: string };

/** Absent limits are not checked. */
export interface CrowdLimits {
  readonly maxAgeP95Ms: number | undefined;
  readonly minFrames: number | undefined;
  readonly minFps: number | undefined;
  readonly maxGapMs: number | undefined;
  readonly maxRepeated: number | undefined;
  readonly maxLate: number | undefined;
  readonly maxReconnects: number | undefined;
}

export interface CrowdArguments extends CrowdLimits {
  readonly protocol: string;
  readonly description: Description;
  readonly url: string;
  /** Of Eyepiece. */
  readonly credential: Credential | undefined;
  readonly cameraId: string | undefined;
  readonly viewers: number;
  readonly durationS: number;
  readonly warmUpS: number;
  readonly slow: { readonly viewers: number; readonly bitsPerSecond: number } | undefined;
  readonly roundTripMs: number | undefined;
  readonly json: string | undefined;
}

/** @throws {ArgumentError} naming the option and its limits */
export function crowdArguments(args: readonly string[], env: NodeJS.ProcessEnv): CrowdArguments {
  const command = crowdCommandLine();
  parseCommand(command, args);
  refuseArguments(command);
  const values = command.opts<CrowdFlags>();
  const viewers = integer('--viewers', values.viewers, 1, 5000);
  const slow = values.slow === undefined ? undefined : slowViewers(values.slow, viewers);
  const isEyepiece = values.protocol === 'eyepiece';
  return {
    protocol: values.protocol,
    description: describedByFlags(values.protocolOptions, command.opts()),
    url: isEyepiece ? hubAddress(values.url ?? DEFAULT_HUB) : foreignAddress(values),
    credential: isEyepiece ? credential(values, env) : undefined,
    cameraId: values.camera === undefined ? undefined : camera(values.camera),
    viewers,
    durationS: timeMs('--duration', values.duration, 1000, 86_400_000) / 1000,
    warmUpS: timeMs('--warm-up', values.warmUp, 0, 3_600_000) / 1000,
    slow,
    roundTripMs: values.rtt === undefined ? undefined : duration('--rtt', values.rtt),
    json: values.json,
    ...limits(values, slow?.viewers === viewers),
  };
}

function limits(values: CrowdFlags, allSlow: boolean): CrowdLimits {
  const limit = (option: string, text: string | undefined, max: number): number | undefined =>
    text === undefined ? undefined : number(option, text, 0, max);
  for (const [option, text] of [
    ['--min-frames', values.minFrames],
    ['--min-fps', values.minFps],
  ] as const) {
    if (text !== undefined && allSlow) throw new ArgumentError(`${option} is for viewers that are not slow: --slow leaves none`);
  }
  return {
    maxAgeP95Ms: limit('--max-age-p95', values.maxAgeP95, 3_600_000),
    minFrames: limit('--min-frames', values.minFrames, 1),
    minFps: limit('--min-fps', values.minFps, 1e6),
    maxGapMs: limit('--max-gap', values.maxGap, 86_400_000),
    maxRepeated: limit('--max-repeated', values.maxRepeated, 1e12),
    maxLate: limit('--max-late', values.maxLate, 1e12),
    maxReconnects: limit('--max-reconnects', values.maxReconnects, 1e12),
  };
}

function hubAddress(text: string): string {
  const url = serverAddress('--url', text, ['http:', 'https:']);
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** The schemes depend on the protocol and are checked with it. */
function foreignAddress({ protocol, url, email, password, token, camera: cameraId }: CrowdFlags): string {
  for (const [option, value] of Object.entries({ email, password, token, camera: cameraId })) {
    if (value !== undefined) throw new ArgumentError(`--${option} is for --protocol eyepiece, not for ${protocol}`);
  }
  if (url === undefined) throw new ArgumentError(`--protocol ${protocol} needs the address of the server: --url`);
  serverAddress('--url', url);
  return url;
}

function camera(id: string): string {
  if (!cameraIdSchema.safeParse(id).success) throw new ArgumentError(`--camera ${id}: a camera id is 1 to 64 of a-z, 0-9, - and _`);
  return id;
}

function credential(values: { email?: string; password?: string; token?: string }, env: NodeJS.ProcessEnv): Credential {
  const { email } = values;
  if (email === undefined) {
    if (values.password !== undefined) throw new ArgumentError('--password needs --email');
    const token = values.token ?? env['EYEPIECE_TOKEN'];
    if (!token) throw new ArgumentError(`${OTHER_SERVER}. Eyepiece needs --token or --email`);
    return { token: checkToken(values.token === undefined ? 'EYEPIECE_TOKEN' : '--token', token) };
  }
  if (values.token !== undefined) throw new ArgumentError('--token or --email is possible, not both');
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
  const [, value, unit] = /^(\d+(?:\.\d+)?|\.\d+)(ms|s)?$/.exec(text) ?? [];
  const ms = Number(value) * (unit === 's' ? 1000 : 1);
  if (!(ms <= RTT_MAX_MS)) throw new ArgumentError(`${option} ${text}: a time up to ${RTT_MAX_MS} ms is needed, as in 100ms`);
  return ms;
}
