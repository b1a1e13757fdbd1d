/** Texts of log entries, in one line without the person's name: "exposure 20 → 41.67 ms". */
import {
  baseName,
  CONTROL_IDLE_MS,
  type AnnotationShape,
  type CameraState,
  type Capture,
  type ControlState,
  type CorrectionsUpdate,
  type Job,
  type LeaveReason,
  type SettingName,
} from '@eyepiece/shared-types';
import type { ClockJump } from '../../process/host-clock.ts';

/** Smaller steps are within the uncertainty of the clocks, µs. */
const CLOCK_SET_US = 1_000_000;

interface Wording {
  readonly label: string;
  readonly unit?: string;
}

const SETTINGS: Record<SettingName, Wording> = {
  exposure: { label: 'exposure', unit: 'ms' },
  exposureAuto: { label: 'automatic exposure' },
  gain: { label: 'gain', unit: 'dB' },
  gainAuto: { label: 'automatic gain' },
  frameRate: { label: 'frame rate', unit: 'fps' },
  gamma: { label: 'gamma' },
  brightness: { label: 'brightness', unit: '%' },
  sharpness: { label: 'sharpness', unit: '%' },
  saturation: { label: 'saturation', unit: '%' },
  colorTemperature: { label: 'color temperature', unit: 'K' },
  whiteBalance: { label: 'white balance' },
  whiteBalanceAuto: { label: 'automatic white balance' },
  focus: { label: 'focus', unit: 'µm' },
  roi: { label: 'ROI' },
  flip: { label: 'flip' },
  rotate: { label: 'rotation', unit: '°' },
  pixelFormat: { label: 'pixel format' },
  pixelAddressing: { label: 'pixel addressing' },
  trigger: { label: 'trigger' },
  exposureAutoMin: { label: 'shortest automatic exposure', unit: 'ms' },
  exposureAutoMax: { label: 'longest automatic exposure', unit: 'ms' },
  frameRateActual: { label: 'frame rate reached', unit: 'fps' },
  bandwidthLimit: { label: 'bandwidth limit', unit: 'Mbit/s' },
  triggerPolarity: { label: 'trigger edge' },
  triggerDelay: { label: 'trigger delay', unit: 'ms' },
  autoRoi: { label: 'region of the automatics' },
  sharpnessScore: { label: 'sharpness score' },
  holdStill: { label: 'hold still' },
};

const WORDINGS: ReadonlyMap<string, Wording> = new Map(Object.entries(SETTINGS));

const FORMATS: Record<Capture['format'], string> = {
  jpg: 'JPEG',
  png: 'PNG',
  png8: 'PNG, 8 bit',
  tiff: 'TIFF',
  'ome-tiff': 'OME-TIFF',
  raw: 'raw',
  mp4: 'clip',
};
const JOBS: Record<Job['job']['kind'], string> = { burst: 'burst', timelapse: 'time-lapse', clip: 'clip' };

/** Integers unchanged, other numbers with four significant digits. */
export function figure(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));
}

export function formatName(format: Capture['format']): string {
  return FORMATS[format];
}

export type SettingChange = Readonly<Record<'before' | 'after', unknown>>;

/** Text of one setting: "gain 0 → 6 dB". */
function settingText(name: string, { before, after }: SettingChange): string {
  const { label, unit } = WORDINGS.get(name) ?? { label: name };
  const suffix = unit === undefined ? '' : unit === '°' ? unit : ` ${unit}`;
  const [from, to] = [valueText(before), valueText(after)];
  return `${label} ${from === undefined ? '' : `${from} → `}${to ?? 'off'}${suffix}`;
}

export function settingsText(changes: Readonly<Record<string, SettingChange>>): string {
  return Object.entries(changes)
    .map(([name, change]) => settingText(name, change))
    .join(', ');
}

function valueText(value: unknown): string | undefined {
  if (typeof value === 'number') return figure(value);
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? compound(value as Record<string, unknown>) : undefined;
}

/** Regions, white balance, mirroring and binning. */
function compound(value: Record<string, unknown>): string {
  const number = (name: string): string => figure(Number(value[name]));
  if ('width' in value) return `${number('width')} × ${number('height')} at ${number('left')}, ${number('top')}`;
  if ('red' in value) return `${number('red')} / ${number('green')} / ${number('blue')}`;
  if ('mode' in value) return `${String(value['mode'])} ${number('x')} × ${number('y')}`;
  const set = Object.entries(value).flatMap(([name, on]) => (on === true ? [name] : []));
  return set.length === 0 ? 'none' : set.join(' and ');
}

const REFERENCES = { dark: 'dark frame', flat: 'flat field' } as const;
const REFERENCE_ORDERS = { on: 'switched on', off: 'switched off', take: 'measured', clear: 'removed' } as const;

export function correctionsText({ dark, flat, display }: CorrectionsUpdate): string {
  const orders = { ...(dark && { dark }), ...(flat && { flat }) };
  const parts = (['dark', 'flat'] as const).flatMap((name) => {
    const order = orders[name];
    return order === undefined ? [] : [`${REFERENCES[name]} ${REFERENCE_ORDERS[order]}`];
  });
  const shown =
    display && `display window ${figure(display.black * 100)} to ${figure(display.white * 100)} %, gamma ${figure(display.gamma)}`;
  return [...parts, ...(shown === undefined ? [] : [shown])].join(', ');
}

type Choice = Readonly<Partial<Record<'source' | 'serial' | 'device' | 'configuration', unknown>>>;

/** "chose the recording Plate 7.mp4", as an administrator ordered it. */
export function choiceText({ source, serial, device, configuration }: Choice): string {
  if (typeof source === 'string') return `chose the recording ${source}`;
  if (typeof device === 'string') return `chose the USB camera ${device.replace(/^usb:/, '')}`;
  if (typeof configuration === 'string') return `chose the Micro-Manager camera ${configuration}`;
  return typeof serial === 'number' ? `chose the PixeLINK camera ${serial}` : 'chose the simulated microscope';
}

/** "took onion_0001.tif (TIFF, 4096 × 3000, 8 ms, 0 dB)", "recorded onion_0002.mp4 (clip, 1280 × 1024, 4 s)" */
export function captureText({ name: path, format, width, height, exposureMs, gainDb, label, clip }: Capture): string {
  const facts = [formatName(format), `${width} × ${height}`];
  const how = clip ? [`${figure(clip.durationMs / 1000)} s`] : [`${figure(exposureMs)} ms`, `${figure(gainDb)} dB`];
  const file = baseName(path);
  const name = label === undefined ? file : `"${label}", ${file}`;
  return `${clip ? 'recorded' : 'took'} ${name} (${[...facts, ...how].join(', ')})`;
}

/** "cancelled a capture", "cancelled a capture of Ana" */
export function captureCancelText({ owner }: Readonly<Record<string, unknown>>, { name }: { readonly name: string }): string {
  return typeof owner === 'string' && owner !== name ? `cancelled a capture of ${owner}` : 'cancelled a capture';
}

const nameOf = (person: { readonly name: string } | null | undefined, otherwise = 'no one'): string => person?.name ?? otherwise;

/** Describes the change between two control states. */
export function controlText(before: ControlState, { holder, last }: ControlState): string {
  const from = nameOf(before.holder);
  const to = nameOf(holder);
  const successor = holder ? `; ${to} has control` : '';
  const reason = last?.reason === undefined ? '' : `: ${last.reason}`;
  switch (last?.change) {
    case 'claimed':
      return 'took control';
    case 'granted':
      return `handed control to ${to}`;
    case 'silence':
      return `control went from ${from} to ${to}: ${from} did not answer`;
    case 'denied':
      return `kept control; ${nameOf(before.request, 'another person')} had requested it`;
    case 'released':
      return last.by ? `released control${successor}` : `control was taken from ${from}${reason}${successor}`;
    case 'disconnected':
      return `control was taken from ${from}, who was not connected${successor}`;
    case 'idle':
      return `control was taken from ${from} after ${duration(CONTROL_IDLE_MS)} without activity${successor}`;
    case 'taken':
      return `took control${before.holder ? ` from ${from}` : ''}${reason}`;
    case 'withdrawn':
      return last.by
        ? 'withdrew the request for control'
        : `the request of ${nameOf(before.request, 'a person')} for control ended${reason}`;
    case undefined:
      return 'control changed';
  }
}

export function requestText(holder: ControlState['holder']): string {
  return holder ? `asked ${holder.name} for control` : 'asked for control';
}

function jobName({ job }: Job): string {
  return job.label === undefined ? JOBS[job.kind] : `${JOBS[job.kind]} "${job.label}"`;
}

export function jobText(job: Job): string {
  const name = jobName(job);
  const done = `${job.done} of ${job.total} ${job.job.kind === 'clip' ? 'frames' : 'pictures'}`;
  const missed = job.missed > 0 ? `, ${job.missed} missed` : '';
  const reason = job.reason === undefined ? '' : `: ${job.reason}`;
  switch (job.state) {
    case 'running':
      return `started a ${name} of ${job.total} ${job.job.kind === 'clip' ? 'frames' : 'pictures'}`;
    case 'paused':
      return `${name} paused after ${done}${reason}`;
    case 'done':
      return `${name} finished: ${done}${missed}`;
    case 'cancelled':
      return `${name} ended early: ${done}${missed}`;
    case 'failed':
      return `${name} failed after ${done}${missed}${reason}`;
  }
}

export function jobOrderText(action: 'job.cancel' | 'job.resume', job: Job | undefined): string {
  const name = job ? jobName(job) : 'job';
  return action === 'job.cancel' ? `cancelled the ${name}` : `resumed the ${name}`;
}

/** Describes why a camera has stopped delivering. */
export function faultText({ status, fault }: Pick<CameraState, 'status' | 'fault'>): string {
  const reason = fault ? `: ${fault.message}` : '';
  if (status === 'offline') return 'the link to the camera service was lost';
  return status === 'stalled' ? `no pictures arrive${reason}` : `the camera is not connected${reason}`;
}

/** "the clock of the hub was set forward by 1 h, the computer of the hub slept for 8 h" */
export function clockText(whose: string, { byUs, sleptUs }: ClockJump): string {
  const setUs = byUs - sleptUs;
  const parts = [
    ...(Math.abs(setUs) < CLOCK_SET_US && sleptUs > 0
      ? []
      : [`the clock of ${whose} was set ${setUs < 0 ? 'back' : 'forward'} by ${duration(Math.abs(setUs) / 1000)}`]),
    ...(sleptUs > 0 ? [`the computer of ${whose} slept for ${duration(sleptUs / 1000)}`] : []),
  ];
  return parts.join(', ');
}

export function recoveredText(goneMs: number): string {
  return `the camera is back, after ${duration(goneMs)}`;
}

/** "4 s", "12 min", "3 h 5 min" */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const SHAPES: Record<AnnotationShape['kind'], string> = {
  arrow: 'an arrow',
  measure: 'a measurement',
  rectangle: 'a rectangle',
  ellipse: 'an ellipse',
  freehand: 'a line',
  text: 'a text',
};

export function annotationText(verb: 'drew' | 'changed' | 'removed', shape: AnnotationShape): string {
  const text = shape.text === undefined || shape.text === '' ? '' : `: ${shape.text}`;
  return `${verb} ${SHAPES[shape.kind]}${text}`;
}

const LEAVES: Record<LeaveReason, string> = {
  left: 'left',
  closed: 'left: closed the connection',
  gone: 'left: the page was closed or the connection was lost',
  connection_lost: 'left: the connection was lost',
  superseded: 'left: there were too many connections',
  cut: 'left: the hub cut the connection',
  signed_out: 'left: signed out',
  sign_in_ended: 'left: the sign-in was ended',
  sign_in_expired: 'left: the sign-in expired',
  password_changed: 'left: the password was changed',
  account_disabled: 'left: the account was disabled',
  account_removed: 'left: the account was removed',
  link_revoked: 'left: the link was revoked',
  link_expired: 'left: the link expired',
  key_revoked: 'left: the API key was revoked',
  key_expired: 'left: the API key expired',
  hub_restarted: 'left: did not come back after a restart of the hub',
};

export function leaveText(reason: LeaveReason): string {
  return LEAVES[reason];
}

interface Described {
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
}

/** @returns undefined when nothing has changed */
export function updateText(before: Described, after: Described): string | undefined {
  const changes = [
    ...(before.title === after.title ? [] : [`renamed the session to "${after.title}"`]),
    ...(before.description === after.description ? [] : ['changed the description']),
    ...(before.tags.join('\n') === after.tags.join('\n') ? [] : ['changed the tags']),
  ];
  return changes.length === 0 ? undefined : changes.join(', ');
}
