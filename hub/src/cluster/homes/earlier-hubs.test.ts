/**
 * Messages of hubs with the first version of the protocol between hubs, with no more than they must have. A change that
 * refuses one of them breaks upgrades: make the new field optional, or raise PEER_PROTOCOL_MIN. See ADR 41.
 */
import { describe, expect, it } from 'vitest';
import { MIRROR_MESSAGES } from './mirror/messages.ts';
import { ORDER_KINDS, passedOrderSchema, passedQuestionSchema } from './orders/kinds.ts';

const ID = '0b22826b-acfc-4037-8429-fc4e358e19c3';
const settings = { exposure: 10, gain: 0, roi: { left: 0, top: 0, width: 64, height: 48 } };
const info = { driver: 'simulated', model: 'Simulated', serial: '1' };
const change = {
  ...{ ...info, id: 'bench', name: 'Bench', status: 'live', statusSinceUs: 1, settings, fps: 10, dropped: 0, spooled: 0 },
  ...{ clockOffsetUs: 0, viewers: 1, jobs: [] },
};
const state = {
  ...change,
  capabilities: { sensor: { width: 64, height: 48, color: true, bitDepth: 8 }, features: {}, resolutions: [], captureFormats: ['jpg'] },
};
const control = { cameraId: 'bench', epoch: 1, holder: null, request: null, last: null };
const spec = { kind: 'timelapse', count: 2, everyMs: 1000, format: 'jpg' };
const job = { id: ID, cameraId: 'bench', job: spec, state: 'running', total: 2, done: 0, missed: 0, bytes: 0, startedAtUs: 1 };
const metadata = {
  ...{ id: ID, cameraId: 'bench', cameraName: 'Bench', camera: info, filename: 'bench-1.jpg', format: 'jpg', sizeBytes: 1 },
  ...{ sha256: 'a'.repeat(64), width: 64, height: 48, bitDepth: 8, channels: 3, capturedAtUs: 1, seq: 1, exposureMs: 10, gainDb: 0 },
  ...{ roi: settings.roi, pixelFormat: 'rgb8', settings, source: 'hub' },
};
const at = '2026-11-30T00:00:00.000Z';
const capture = { ...metadata, tags: [], capturedAt: at, createdAt: at, deletedAt: null, rating: 0, url: '/a', thumbnailUrl: '/b' };
const person = {
  ...{ userId: ID, email: 'ana@example.org', name: 'Ana', role: 'admin', tokenVersion: 1 },
  ...{ expiresAtMs: 1, loginSessionId: ID },
};
const home = { cameraId: 'bench', fence: 1 };

describe('a hub understands a hub of the first version:', () => {
  it.each([
    ['homes:resend', {}],
    ['homes:all', { cameraIds: ['bench'] }],
    ['homes:camera', { ...home, state, control }],
    ['homes:state', { ...home, change }],
    ['homes:control', { ...home, control }],
    ['homes:job', { ...home, job }],
    ['homes:forgotten', home],
    ['homes:captured', { id: ID }],
    ['homes:people', { userIds: [ID] }],
    ['homes:person', { userId: ID, connected: true }],
  ] as const)('%s', (event, message) => {
    expect(MIRROR_MESSAGES[event].safeParse(message).error).toBeUndefined();
  });

  it('and of a later one, whose camera has settings that it does not know', () => {
    const exposure = { kind: 'number', label: 'Exposure', unit: 'ms', min: 0, max: 100 };
    const features = { exposure, polarization: exposure, gain: { ...exposure, kind: 'angle' } };
    const message = { ...home, control, state: { ...state, capabilities: { ...state.capabilities, features } } };
    const parsed = MIRROR_MESSAGES['homes:camera'].parse(message);
    expect(Object.keys(parsed.state.capabilities.features)).toEqual(['exposure']);
  });

  it('orders and questions', () => {
    expect(passedOrderSchema.safeParse({ ...home, orderId: ID, name: 'capture', args: {}, person }).error).toBeUndefined();
    expect(passedQuestionSchema.safeParse({ ...home, name: 'camera.retry', args: {} }).error).toBeUndefined();
  });

  it('answers to orders', () => {
    const { answer } = ORDER_KINDS.capture;
    expect(answer.parse({ state: 'stored', capture })).toMatchObject({ capture: { id: ID, name: 'bench-1.jpg' } });
    expect(answer.parse({ state: 'stored', capture: { ...capture, name: 'Leaf 1' } })).toMatchObject({ capture: { name: 'Leaf 1' } });
    expect(answer.safeParse({ state: 'kept', message: 'later', capture: metadata }).error).toBeUndefined();
    expect(ORDER_KINDS['settings.update'].answer.safeParse(settings).error).toBeUndefined();
    expect(ORDER_KINDS['job.start'].answer.safeParse(job).error).toBeUndefined();
    expect(ORDER_KINDS['control.act'].answer.safeParse(control).error).toBeUndefined();
  });
});
