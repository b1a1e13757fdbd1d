import type { Capture, ControlState, Job } from '@eyepiece/shared-types';
import { describe, expect, it } from 'vitest';
import {
  annotationText,
  captureText,
  choiceText,
  controlText,
  correctionsText,
  duration,
  faultText,
  jobText,
  requestText,
  settingsText,
  updateText,
} from './texts.ts';

const control = (state: Partial<ControlState>): ControlState => ({
  cameraId: 'c',
  epoch: 1,
  holder: null,
  request: null,
  last: null,
  ...state,
});
const holder = (name: string) => ({ userId: name, name, sinceUs: 0, connected: true });

describe('settings', () => {
  it.each([
    ['exposure', 20, 41.670000001, 'exposure 20 → 41.67 ms'],
    ['rotate', 0, 90, 'rotation 0 → 90°'],
    ['gainAuto', 'off', 'continuous', 'automatic gain off → continuous'],
    [
      'roi',
      { left: 0, top: 0, width: 4096, height: 3000 },
      { left: 8, top: 16, width: 640, height: 480 },
      'ROI 4096 × 3000 at 0, 0 → 640 × 480 at 8, 16',
    ],
    ['flip', { horizontal: false, vertical: false }, { horizontal: true, vertical: true }, 'flip none → horizontal and vertical'],
    ['whiteBalance', { red: 1, green: 1, blue: 1 }, { red: 1.25, green: 1, blue: 1.5 }, 'white balance 1 / 1 / 1 → 1.25 / 1 / 1.5'],
    ['pixelAddressing', { mode: 'bin', x: 1, y: 1 }, { mode: 'bin', x: 2, y: 2 }, 'pixel addressing bin 1 × 1 → bin 2 × 2'],
    ['gamma', undefined, 1.8, 'gamma 1.8'],
  ])('%s', (name, before, after, text) => {
    expect(settingsText({ [name]: { before, after } })).toBe(text);
  });

  it('several in one line', () => {
    expect(settingsText({ gain: { before: 0, after: 6 }, gamma: { before: 1, after: 2 } })).toBe('gain 0 → 6 dB, gamma 1 → 2');
    expect(correctionsText({ dark: 'take', flat: 'off' })).toBe('dark frame measured, flat field switched off');
  });
});

describe('control', () => {
  it.each([
    ['granted', 'Ana', 'Ben', 'handed control to Ben'],
    ['silence', 'Ana', 'Ben', 'control went from Ana to Ben: Ana did not answer'],
    ['disconnected', 'Ana', undefined, 'control was taken from Ana, who was not connected'],
    ['idle', 'Ana', 'Ben', 'control was taken from Ana after 5 min without activity; Ben has control'],
  ] as const)('%s', (change, from, to, text) => {
    const now = control({ holder: to === undefined ? null : holder(to), last: { change, atUs: 1, by: null } });
    expect(controlText(control({ holder: holder(from) }), now)).toBe(text);
  });

  it('a release and a withdrawal state whether the person or the hub caused them', () => {
    const by = { userId: 'Ana', name: 'Ana' };
    const before = control({ holder: holder('Ana') });
    const released = (last: Partial<NonNullable<ControlState['last']>>) =>
      controlText(before, control({ holder: holder('Ben'), last: { change: 'released', atUs: 1, by: null, ...last } }));
    expect(released({ by })).toBe('released control; Ben has control');
    expect(released({ reason: 'The role is now viewer' })).toBe('control was taken from Ana: The role is now viewer; Ben has control');
    const asked = control({ holder: holder('Ana'), request: { userId: 'Ben', name: 'Ben', askedAtUs: 1 } });
    const withdrawn = (last: Partial<NonNullable<ControlState['last']>>) =>
      controlText(asked, control({ holder: holder('Ana'), last: { change: 'withdrawn', atUs: 1, by: null, ...last } }));
    expect(withdrawn({ by: { userId: 'Ben', name: 'Ben' } })).toBe('withdrew the request for control');
    expect(withdrawn({ reason: 'no longer connected' })).toBe('the request of Ben for control ended: no longer connected');
  });

  it('a take states the reason and the former holder, and a request names the holder', () => {
    const last = { change: 'taken' as const, atUs: 1, by: null, reason: 'left for lunch' };
    expect(controlText(control({ holder: holder('Ana') }), control({ holder: holder('Eva'), last }))).toBe(
      'took control from Ana: left for lunch',
    );
    expect(controlText(control({}), control({ holder: holder('Eva'), last }))).toBe('took control: left for lunch');
    expect(requestText(holder('Ana'))).toBe('asked Ana for control');
  });
});

describe('the rest', () => {
  it('a job states captured and missed pictures', () => {
    const job = { job: { kind: 'timelapse', count: 60, everyMs: 1, label: 'Night' }, total: 60, done: 58, missed: 2, state: 'done' } as Job;
    expect(jobText(job)).toBe('time-lapse "Night" finished: 58 of 60 pictures, 2 missed');
    expect(jobText({ ...job, state: 'failed', missed: 0, reason: 'disk full' })).toBe(
      'time-lapse "Night" failed after 58 of 60 pictures: disk full',
    );
  });

  it('a picture is taken and a clip recorded', () => {
    const picture = { name: 'Onion/a.tif', format: 'tiff', width: 64, height: 48, exposureMs: 8, gainDb: 0 } as Capture;
    expect(captureText(picture)).toBe('took a.tif (TIFF, 64 × 48, 8 ms, 0 dB)');
    const clip = { durationMs: 4000, frames: 100, dropped: 0 } as unknown as Capture['clip'];
    expect(captureText({ ...picture, name: 'a.mp4', format: 'mp4', clip })).toBe('recorded a.mp4 (clip, 64 × 48, 4 s)');
  });

  it('a fault states its reason and duration', () => {
    expect(faultText({ status: 'offline' })).toBe('the link to the camera service was lost');
    expect(faultText({ status: 'disconnected', fault: { code: 'gone', message: 'unplugged' } })).toBe(
      'the camera is not connected: unplugged',
    );
    expect([400, 59_000, 725_000, 3_600_000, 11_100_000].map(duration)).toEqual(['0 s', '59 s', '12 min', '1 h', '3 h 5 min']);
  });

  it('a choice names the recording or the camera', () => {
    expect(choiceText({ source: 'Plate 7.mp4' })).toBe('chose the recording Plate 7.mp4');
    expect(choiceText({ serial: 771 })).toBe('chose the PixeLINK camera 771');
    expect(choiceText({ device: 'usb:0' })).toBe('chose the USB camera 0');
    expect(choiceText({ configuration: 'MMConfig_lab.cfg' })).toBe('chose the Micro-Manager camera MMConfig_lab.cfg');
    expect(choiceText({})).toBe('chose the simulated microscope');
  });

  it('an annotation states its shape, and an update the changed fields', () => {
    expect(annotationText('drew', { kind: 'arrow', from: { x: 0, y: 0 }, to: { x: 1, y: 1 }, text: 'here' })).toBe('drew an arrow: here');
    const session = { title: 'a', description: '', tags: [] };
    expect(updateText(session, session)).toBeUndefined();
    expect(updateText(session, { ...session, title: 'b', tags: ['t'] })).toBe('renamed the session to "b", changed the tags');
  });
});
