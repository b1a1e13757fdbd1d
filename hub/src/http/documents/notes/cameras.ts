import { CAMERA, CONTROL, GUIDE_SETTINGS, SETTINGS, SETTINGS_FILE } from '../examples/cameras.ts';
import { TAKEN } from '../examples/captures.ts';
import { ORDER_ERRORS } from './error-groups.ts';
import type { OperationNotes } from './operation-note.ts';

const CORRECTIONS = { dark: { state: 'on', takenAtUs: 1796035586646000, frames: 16 }, flat: { state: 'none' } };
const CAPTURE_ERRORS = [
  ...ORDER_ERRORS,
  'not_found',
  'capture_cancelled',
  'capture_waits',
  'no_space',
  'limit_reached',
  'conflict',
] as const;
const TAKE_ABOUT =
  'Answers once file and row are durable. With `answerWhen: kept` it answers 202 once the camera service has the capture on its disk, and the `capture:created` event follows. Without control of the camera the settings of the moment count. 507 `capture_waits`: the picture was taken and comes as soon as the hub has space.';
const ASK_CAPTURE = { format: 'ome-tiff', label: 'leaf 4', tags: ['stoma'] };
const FEED_ABOUT =
  'Each part is the newest picture, with its sequence number and time in the headers of the part. A slow client skips pictures. It ends with the sign-in or key.';
const FEED_ERRORS = ['camera_not_found', 'camera_offline', 'camera_disconnected'] as const;

export const CAMERA_NOTES = {
  'GET /cameras': { about: 'Cameras that the caller may not see are left out.', answer: { cameras: [CAMERA] } },
  'GET /cameras/{id}': {
    about: 'State, limits of each setting, and what runs. For an offline camera: as last known.',
    answer: CAMERA,
    errors: ['camera_not_found'],
  },
  'DELETE /cameras/{id}': {
    about: 'A connected camera cannot be forgotten: stop its service first.',
    errors: ['camera_not_found', 'conflict'],
  },
  'GET /cameras/{id}/settings': {
    about: 'What the camera has taken, which can differ from what was asked.',
    answer: SETTINGS,
    errors: ['camera_not_found'],
  },
  'PUT /cameras/{id}/settings': {
    about:
      'Fields that are left out keep their value. One value outside its limits refuses the whole request, with the limits in `issues`. Takes control of a camera that nobody controls.',
    ask: { exposure: 12.5, gain: 3 },
    answer: { ...SETTINGS, exposure: 12.5, gain: 3 },
    errors: ORDER_ERRORS,
  },
  'GET /cameras/{id}/settings/file': {
    about: 'All settings in one file, for the same or another camera.',
    answer: SETTINGS_FILE,
    errors: ORDER_ERRORS,
  },
  'PUT /cameras/{id}/settings/file': {
    about: 'Settings that this camera does not have are left out and listed. A value outside the limits refuses the file.',
    ask: SETTINGS_FILE,
    answer: { settings: SETTINGS, leftOut: [], issues: [] },
    errors: ORDER_ERRORS,
  },
  'POST /cameras/{id}/settings/save': { about: 'They survive a loss of power.', ask: { channel: 'user' }, errors: ORDER_ERRORS },
  'POST /cameras/{id}/settings/load': {
    about: '`factory` loads the state of delivery.',
    ask: { channel: 'factory' },
    answer: SETTINGS,
    errors: ORDER_ERRORS,
  },
  'GET /cameras/{id}/corrections': {
    about: '`mismatch` tells why a correction cannot be used with the settings of the moment.',
    answer: CORRECTIONS,
    errors: ['camera_not_found', 'camera_offline', 'not_found'],
  },
  'PUT /cameras/{id}/corrections': {
    about: 'Taking a reference needs a covered lens (dark) or an empty field (flat), and lasts as long as its frames.',
    ask: { dark: 'take' },
    answer: CORRECTIONS,
    errors: [...ORDER_ERRORS, 'no_space'],
  },
  'POST /cameras/{id}/fire': { about: 'Only while the trigger of the camera is `software`.', errors: ORDER_ERRORS },
  'PUT /cameras/{id}/live': {
    about:
      '`stopped` in the state of the camera has the person. While the picture is stopped, the camera takes frames only for captures, triggers and jobs. With `REWIND_ALWAYS=on` it also takes the past frames that its service keeps.',
    ask: { stopped: true },
    errors: ORDER_ERRORS,
  },
  'GET /cameras/{id}/choices': {
    about: 'The search on USB takes some seconds.',
    answer: { driver: 'simulated', folder: '/recordings', sources: [], pixelink: [772004321] },
    errors: ORDER_ERRORS,
  },
  'PUT /cameras/{id}/choice': {
    about: 'Viewers see NOT LIVE until the camera is back.',
    ask: { driver: 'simulated' },
    errors: ORDER_ERRORS,
  },
  'GET /cameras/{id}/control': {
    about: 'Send `epoch` with an order as the header `eyepiece-control-epoch`: the order is refused if control has changed since.',
    answer: CONTROL,
    errors: ['camera_not_found'],
  },
  'POST /cameras/{id}/control': {
    about: 'One person at a time changes settings and starts jobs. A request that the holder does not answer within 15 s is granted.',
    ask: { action: 'request' },
    answer: CONTROL,
    errors: ['camera_not_found', 'camera_offline', 'control_held', 'conflict'],
  },
  'POST /cameras/{id}/captures': { about: TAKE_ABOUT, ask: ASK_CAPTURE, answer: TAKEN, errors: CAPTURE_ERRORS },
  'POST /cameras/{id}/captures/cancel': {
    about: 'For long exposures. One’s own capture, or as the person in control any.',
    ask: { captureId: TAKEN.id },
    errors: [...ORDER_ERRORS, 'capture_not_found', 'conflict'],
  },
  'GET /cameras/{id}/feed': { about: FEED_ABOUT, errors: FEED_ERRORS },
  'GET /cameras/{id}/snapshot.jpg': {
    about: 'Starts an idle camera. The exposure begins after the request.',
    errors: ['conflict', ...FEED_ERRORS, 'camera_timeout'],
    headers: { 'X-Sequence': 'Sequence number of the frame', 'X-Captured-At-Us': 'End of the exposure, Unix time, µs' },
  },
  'GET /cameras/{id}/rewind': {
    about:
      'Each list has one entry per frame, oldest first. `more` is true if the next page begins after the last time. Memory, and so the time that can be looked back on, is limited by REWIND_MB of the camera service.',
    answer: {
      budgetBytes: 268_435_456,
      bytes: 241_000,
      frames: 2,
      fromUs: 1796035586612000,
      toUs: 1796035586646000,
      capturedAtUs: [1796035586612000, 1796035586646000],
      seq: [245, 246],
      sizeBytes: [120_400, 120_600],
      more: false,
    },
    errors: [...ORDER_ERRORS, 'limit_reached'],
  },
  'GET /cameras/{id}/rewind/{frame}': {
    about: 'Byte for byte the JPEG of the live stream. 404 once newer frames have taken its place.',
    errors: [...ORDER_ERRORS, 'not_found', 'limit_reached'],
    headers: {
      'X-Sequence': 'Sequence number of the frame',
      'X-Captured-At-Us': 'End of the exposure, Unix time, µs',
      'X-Exposure-Ms': 'Exposure time, ms',
      'X-Gain-Db': 'Analogue gain, dB',
    },
  },
  'POST /cameras/{id}/feed-url': {
    about: 'The token in the address is valid for this feed alone, and ends with the sign-in or key.',
    ask: { expiresIn: 3600 },
    answer: { url: 'https://bench-pc.local:3443/api/v1/cameras/bench-3/feed?token=eyJhbGciOi…', expiresAt: '2026-11-30T11:46:38.439Z' },
    errors: ['camera_not_found'],
  },
  'POST /camera/capture': { about: TAKE_ABOUT, ask: ASK_CAPTURE, answer: TAKEN, errors: CAPTURE_ERRORS },
  'GET /camera/settings': {
    about: 'Of the camera that DEFAULT_CAMERA names, otherwise of the first one.',
    answer: GUIDE_SETTINGS,
    errors: ['camera_offline'],
  },
  'PUT /camera/settings': { about: 'As for a named camera.', ask: { exposure: 12.5 }, answer: GUIDE_SETTINGS, errors: ORDER_ERRORS },
  'GET /camera/health': {
    about: 'Answers 200 also while the camera is away: read `status`.',
    answer: { status: 'ok', service: 'camera', timestamp: '2026-11-30T10:46:43.199Z' },
  },
  'GET /camera/video/feed': { about: FEED_ABOUT, errors: FEED_ERRORS },
} as const satisfies OperationNotes;
