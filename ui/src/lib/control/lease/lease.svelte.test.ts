import type { ControlState } from '@eyepiece/shared-types';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Emitter } from '@eyepiece/client/emitter';
import type { HubClient, HubEvents } from '../../hub/clients/hub-client.ts';
import { asHubError, HubError } from '@eyepiece/client/hub-error';
import { Lease, type LeaseDeps } from './lease.svelte.ts';
import type { OtherTabs } from './quiet-cameras.ts';

const ANA = { userId: 'ana', name: 'Ana' };
const BEN = { userId: 'ben', name: 'Ben' };
/** Hub clock minus ours, µs. */
const OFFSET_US = 5_000_000;
const hubUs = (inMs: number): number => Date.now() * 1000 + OFFSET_US + inMs * 1000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

function state(over: Partial<ControlState> = {}): ControlState {
  return { cameraId: 'a', epoch: 1, holder: null, request: null, last: null, ...over };
}
const by = (person: typeof ANA, over: object = {}) => ({ ...person, sinceUs: 1, connected: true, ...over });

/** Two tabs of one browser. */
function twoTabs(): [OtherTabs, OtherTabs] {
  const targets = [new EventTarget(), new EventTarget()] as const;
  const tab = (own: EventTarget, other: EventTarget): OtherTabs => ({
    postMessage: (data: unknown) => void other.dispatchEvent(new MessageEvent('message', { data })),
    addEventListener: own.addEventListener.bind(own) as OtherTabs['addEventListener'],
    close: () => undefined,
  });
  return [tab(targets[0], targets[1]), tab(targets[1], targets[0])];
}

function rig(role = 'operator', tabs?: OtherTabs) {
  const events = new Emitter<HubEvents>();
  const answered = (): Promise<ControlState> => Promise.resolve(state());
  const control = {
    request: vi.fn(answered),
    withdraw: vi.fn(answered),
    release: vi.fn(answered),
    grant: vi.fn(answered),
    deny: vi.fn(answered),
    active: vi.fn(),
  };
  const [notify, announce, failed] = [vi.fn(), vi.fn(), vi.fn()];
  const lease = new Lease({
    hub: { events, control } as unknown as HubClient,
    cameras: { selected: { id: 'a' }, nameOf: (id: string) => id.toUpperCase() } as unknown as LeaseDeps['cameras'],
    session: { user: { id: 'ana', role }, handleError: asHubError } as unknown as LeaseDeps['session'],
    connection: { localMs: (us: number) => (us - OFFSET_US) / 1000 } as unknown as LeaseDeps['connection'],
    clock: { nowMs: 0 } as unknown as LeaseDeps['clock'],
    notify,
    announce,
    failed,
    ...(tabs && { tabs }),
  });
  return { events, control, lease, notify, announce, failed };
}

it('knows the holder, and blocks commands accordingly', () => {
  const { events, lease } = rig();
  expect([lease.state, lease.blocked]).toEqual([null, null]);
  events.emit('control', state());
  expect([lease.mine, lease.held, lease.blocked]).toEqual([false, false, null]);
  events.emit('control', state({ holder: by(BEN) }));
  expect([lease.mine, lease.held, lease.blocked]).toEqual([false, true, 'Ben controls this camera.']);
  events.emit('control', state({ holder: by(ANA) }));
  expect([lease.mine, lease.held, lease.blocked]).toEqual([true, false, null]);
});

it('counts down by the hub’s clock, but not while a job runs', () => {
  const { events, lease } = rig();
  events.emit('control', state({ holder: by(BEN), request: { ...ANA, askedAtUs: 1, grantedAtUs: hubUs(12_000) } }));
  expect(lease.waiting).toBe(true);
  expect(lease.grantedInMs).toBe(12_000);
  events.emit('control', state({ holder: by(BEN), request: { ...ANA, askedAtUs: 1 } }));
  expect(lease.grantedInMs).toBeNull();
});

it('toggles between acquire, request, withdraw and release', async () => {
  const { events, control, lease } = rig();
  events.emit('control', state());
  await lease.toggle();
  expect(control.request).toHaveBeenCalledWith('a');
  events.emit('control', state({ holder: by(BEN), request: { ...ANA, askedAtUs: 1 } }));
  await lease.toggle();
  expect(control.withdraw).toHaveBeenCalledWith('a');
  events.emit('control', state({ holder: by(ANA) }));
  await lease.toggle();
  expect(control.release).toHaveBeenCalledWith('a');
});

it('explains why a viewer cannot', async () => {
  const { control, lease, notify } = rig('viewer');
  await lease.toggle();
  expect(control.request).not.toHaveBeenCalled();
  expect(notify).toHaveBeenCalledWith(expect.stringMatching(/^Your role \(viewer\)/));
});

it('shows requests for cameras that are not selected', async () => {
  const { events, control, lease, notify } = rig();
  events.emit('control', state({ cameraId: 'b', holder: by(ANA), last: { change: 'claimed', atUs: 1, by: ANA } }));
  events.emit('control', state({ cameraId: 'b', holder: by(ANA), request: { ...BEN, askedAtUs: 1, grantedAtUs: hubUs(15_000) } }));
  expect(lease.asked?.request?.name).toBe('Ben');
  expect(lease.askedEndsInMs).toBe(15_000);
  await lease.deny('b');
  expect(control.deny).toHaveBeenCalledWith('b');
  events.emit('control', state({ cameraId: 'b', holder: by(BEN), last: { change: 'silence', atUs: 2, by: null } }));
  expect(notify).toHaveBeenCalledWith('B: You did not answer: Ben has control now.');
  expect(lease.asked).toBeNull();
});

it('reports activity while holding control, at a limited rate', () => {
  const { events, control, lease } = rig();
  lease.noteActivity(0);
  expect(control.active).not.toHaveBeenCalled();
  events.emit('control', state({ holder: by(ANA) }));
  lease.noteActivity(1000);
  lease.noteActivity(20_000);
  expect(control.active).toHaveBeenCalledTimes(1);
  lease.noteActivity(31_000);
  expect(control.active).toHaveBeenCalledTimes(2);
  events.emit('control', state({ holder: by(ANA, { freeAtUs: hubUs(30_000) }) }));
  lease.noteActivity(33_000);
  expect(control.active, 'at once when control is about to end').toHaveBeenCalledTimes(3);
});

it('warns the holder before control ends, and no one else', () => {
  const { events, lease, announce } = rig();
  events.emit('control', state({ holder: by(ANA) }));
  expect(lease.idle).toBeNull();
  events.emit('control', state({ holder: by(ANA, { freeAtUs: hubUs(30_000) }) }));
  expect(lease.idleEndsInMs).toBe(30_000);
  expect(announce).toHaveBeenCalledOnce();
  events.emit('control', state({ holder: by(BEN, { connected: false, freeAtUs: hubUs(8000) }) }));
  expect([lease.idle, Math.ceil((lease.freeInMs ?? 0) / 1000)]).toEqual([null, 8]);
});

it('names the holder once when a command was refused', () => {
  const { events, notify } = rig();
  events.emit('controlHeld', new HubError('control_held', 'no', { holder: 'Ben' }));
  events.emit('controlHeld', new HubError('control_held', 'no'));
  expect(notify.mock.calls).toEqual([['Ben controls the camera.'], ['Another user has taken control of the camera meanwhile.']]);
});

it('says nothing of cameras that an order takes and releases, but of what others do meanwhile', async () => {
  const { events, lease, notify } = rig();
  const last = (change: 'claimed' | 'released' | 'taken', atUs: number, who = ANA) => ({ change, atUs, by: who });
  events.emit('control', state());
  await lease.quietly(['a'], () => {
    events.emit('control', state({ holder: by(ANA), last: last('claimed', 1) }));
    return Promise.resolve();
  });
  events.emit('control', state({ last: last('released', 2) }));
  expect(notify).not.toHaveBeenCalled();
  events.emit('control', state({ holder: by(ANA), last: last('claimed', 3) }));
  events.emit('control', state({ holder: by(BEN), last: last('taken', 4, BEN) }));
  expect(notify.mock.calls).toEqual([['Ben took control.']]);
  vi.setSystemTime(Date.now() + 3001);
  events.emit('control', state());
  events.emit('control', state({ holder: by(ANA), last: last('claimed', 5) }));
  expect(notify).toHaveBeenLastCalledWith('You now have control.');
});

it('says nothing of them in another tab of the same person, and ignores what is no message of a tab', async () => {
  const [here, there] = twoTabs();
  const [{ lease }, { events, notify }] = [rig('operator', here), rig('operator', there)];
  const claim = (atUs: number): void => {
    events.emit('control', state());
    events.emit('control', state({ holder: by(ANA), last: { change: 'claimed', atUs, by: ANA } }));
  };
  for (const message of [null, 'a', {}, { cameraIds: 'a', forMs: 1 }, { cameraIds: ['a'], forMs: Infinity }]) here.postMessage(message);
  claim(1);
  expect(notify).toHaveBeenCalledTimes(1);
  await lease.quietly(['a'], () => {
    claim(2);
    return Promise.resolve();
  });
  expect(notify).toHaveBeenCalledTimes(1);
  vi.setSystemTime(Date.now() + 3001);
  claim(3);
  expect(notify).toHaveBeenCalledTimes(2);
  // The other tab was closed before its order ended.
  void lease.quietly(['a'], () => new Promise(() => undefined));
  claim(4);
  vi.setSystemTime(Date.now() + 120_001);
  claim(5);
  expect(notify).toHaveBeenCalledTimes(3);
});

it('gives notices again after an order that failed', async () => {
  const { events, lease, notify } = rig();
  events.emit('control', state());
  await expect(lease.quietly(['a'], () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  vi.setSystemTime(Date.now() + 3001);
  events.emit('control', state({ holder: by(ANA), last: { change: 'claimed', atUs: 1, by: ANA } }));
  expect(notify).toHaveBeenCalledWith('You now have control.');
});
