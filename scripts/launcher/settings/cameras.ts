import { SetupError } from '@eyepiece/host/setup-error';
import { cameraVariables, variableOf } from './camera-variables.ts';
import type { CameraOption, Environment } from './camera-variables.ts';

const DRIVERS: readonly string[] = ['simulated', 'replay', 'pixelink', 'video', 'micromanager'];
const ENTRY = 'driver:id';
const ID = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const ID_RULE = 'takes lower-case letters, digits, "-" and "_", at most 64, beginning with a letter or a digit';
/** An id becomes the name of a folder and of a log file. */
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|(?:com|lpt)[1-9])$/;
/** Names of the other parts, which share the folder of logs with the cameras. */
const RESERVED_IDS: readonly string[] = ['database', 'hub', 'ui'];
const MAX_PORT = 65_535;
const SEEDS = 1_000_000;
/** They name the one camera there is without CAMERAS. */
const OF_ONE_CAMERA = ['CAMERA_ID', 'CAMERA_DRIVER', 'CAMERA_NAME'] as const;

export interface CameraSettings {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly host: string;
  readonly port: number;
  /** The variable that changes the port. */
  readonly portVariable: string;
  /** Further variables of its service. */
  readonly env: Readonly<Record<string, string>>;
}

interface Entry {
  readonly driver: string;
  readonly id: string;
}

/** @throws {SetupError} when the id is not one, or another part's name */
export function checkId(id: string, where: string): void {
  if (!ID.test(id)) throw new SetupError(`${where} ${ID_RULE}`);
  if (WINDOWS_DEVICE.test(id)) throw new SetupError(`${where} is a name that Windows reserves for a device: choose another id`);
  if (RESERVED_IDS.includes(id)) throw new SetupError(`${where} is the name of another part of Eyepiece: choose another id`);
}

/** The cameras of `CAMERAS=simulated:left,replay:slides`. @throws {SetupError} naming the entry or the variable that is wrong */
export function readCameras(list: string, env: Environment, host: string, firstPort: number): CameraSettings[] {
  const ofOne = OF_ONE_CAMERA.find((name) => (env[name] ?? '') !== '');
  if (ofOne !== undefined) throw new SetupError(`${ofOne} is for one camera: with CAMERAS, ${insteadOf(ofOne)}`);
  const entries = list.split(',').map((text) => readEntry(text.trim()));
  checkUnique(entries);
  const variables = cameraVariables(
    entries.map(({ id }) => id),
    env,
  );
  const seeded = (env['SIMULATOR_SEED'] ?? '') !== '';
  const cameras = entries.map((entry, index) => {
    const own = variables.get(entry.id) ?? new Map<CameraOption, string>();
    const defaults: Record<string, string> = entry.driver === 'simulated' && !seeded ? { SIMULATOR_SEED: String(seedOf(entry.id)) } : {};
    return toSettings(entry, own, defaults, host, nextPort(firstPort, index));
  });
  for (const camera of cameras) checkSource(camera, env);
  checkPorts(cameras);
  checkSerials(cameras, env);
  return cameras;
}

function insteadOf(name: (typeof OF_ONE_CAMERA)[number]): string {
  return name === 'CAMERA_NAME' ? `use ${variableOf('<ID>', 'NAME')}` : `each entry is ${ENTRY}`;
}

function readEntry(text: string): Entry {
  const [driver = '', id, ...more] = text.split(':');
  if (text === '' || id === undefined || more.length > 0) {
    throw new SetupError(`CAMERAS has the entry "${text}": each is ${ENTRY}, for example simulated:left,replay:slides`);
  }
  if (!DRIVERS.includes(driver)) throw new SetupError(`CAMERAS has the entry "${text}": the drivers are ${DRIVERS.join(', ')}`);
  checkId(id, `CAMERAS has the entry "${text}": the id`);
  return { driver, id };
}

function checkUnique(entries: readonly Entry[]): void {
  const variables = new Map<string, Entry>();
  for (const entry of entries) {
    const variable = variableOf(entry.id, 'NAME');
    const other = variables.get(variable);
    if (other?.id === entry.id) throw new SetupError(`CAMERAS names the id "${entry.id}" twice: each camera has its own`);
    if (other !== undefined) {
      throw new SetupError(`CAMERAS names the ids "${other.id}" and "${entry.id}", which have the same variable ${variable}`);
    }
    variables.set(variable, entry);
  }
}

function toSettings(
  { driver, id }: Entry,
  own: ReadonlyMap<CameraOption, string>,
  defaults: Readonly<Record<string, string>>,
  host: string,
  port: number,
): CameraSettings {
  const portVariable = variableOf(id, 'PORT');
  const ownPort = own.get('PORT');
  return {
    id,
    name: own.get('NAME') ?? nameOf(id),
    driver,
    host,
    port: ownPort === undefined ? port : readPort(portVariable, ownPort),
    portVariable: ownPort === undefined ? 'CAMERA_PORT' : portVariable,
    env: { ...defaults, ...serviceVariables(own) },
  };
}

function serviceVariables(own: ReadonlyMap<CameraOption, string>): Record<string, string> {
  const renamed: Partial<Record<CameraOption, string>> = { SERIAL: 'CAMERA_SERIAL', FALLBACK: 'CAMERA_FALLBACK' };
  const rest = [...own].filter(([option]) => option !== 'NAME' && option !== 'PORT');
  return Object.fromEntries(rest.map(([option, value]) => [renamed[option] ?? option, value]));
}

/** "bench-3" → "Bench 3" */
export function nameOf(id: string): string {
  const words = id.replaceAll(/[-_]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A seed of its own for each simulator, the same at every start: FNV-1a of the id. */
function seedOf(id: string): number {
  let hash = 0x811c9dc5;
  for (const char of id) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash % SEEDS;
}

function nextPort(first: number, index: number): number {
  const port = first === 0 ? 0 : first + index;
  if (port > MAX_PORT)
    throw new SetupError(`CAMERA_PORT=${first} leaves no port for camera ${index + 1} of CAMERAS: cameras use consecutive ports`);
  return port;
}

function readPort(variable: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Infinity;
  if (port > MAX_PORT) throw new SetupError(`${variable}=${text} must be a number from 0 to ${MAX_PORT}`);
  return port;
}

function checkPorts(cameras: readonly CameraSettings[]): void {
  for (const [index, { port, id }] of cameras.entries()) {
    const other = cameras.slice(0, index).find((before) => before.port === port && port !== 0);
    if (other !== undefined)
      throw new SetupError(`cameras "${other.id}" and "${id}" both have port ${port}: change ${variableOf(id, 'PORT')}`);
  }
}

function checkSource({ driver, id, env: own }: CameraSettings, env: Environment): void {
  const isSet = (name: string): boolean => (own[name] ?? env[name] ?? '') !== '';
  const fallback = own['CAMERA_FALLBACK'] ?? env['CAMERA_FALLBACK'];
  if ((driver === 'replay' || fallback === 'replay') && !isSet('REPLAY_SOURCE'))
    throw new SetupError(
      `camera "${id}" has nothing to replay: set ${variableOf(id, 'REPLAY_SOURCE')} to a folder of pictures or a video file`,
    );
  if (driver === 'video' && !isSet('VIDEO_SOURCE'))
    throw new SetupError(`camera "${id}" has no source: set ${variableOf(id, 'VIDEO_SOURCE')} to rtsp://…, http://…, usb:0 or a file`);
  if (driver === 'micromanager' && !isSet('MICROMANAGER_CONFIG'))
    throw new SetupError(
      `camera "${id}" has no configuration: set ${variableOf(id, 'MICROMANAGER_CONFIG')} to a file of Micro-Manager (.cfg)`,
    );
}

/** Two services that look for any camera would fight for one. */
function checkSerials(cameras: readonly CameraSettings[], env: Environment): void {
  const real = cameras.filter(({ driver }) => driver === 'pixelink');
  if (real.length < 2) return;
  const seen = new Map<string, string>();
  for (const { id, env: own } of real) {
    const variable = variableOf(id, 'SERIAL');
    const serial = own['CAMERA_SERIAL'] ?? env['CAMERA_SERIAL'] ?? '';
    if (serial === '') throw new SetupError(`${variable} is missing: PixeLINK cameras are identified by their serial numbers`);
    const other = seen.get(serial);
    if (other !== undefined) throw new SetupError(`${variable}=${serial} is the serial number of camera "${other}" too`);
    seen.set(serial, id);
  }
}
