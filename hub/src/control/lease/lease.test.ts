import { describe, expect, it } from 'vitest';
import { ANA, BEN, CLEO, SECOND, asked, held, rig } from '../../../test/control/lease/lease-rig.ts';
import type { LeaseEvent } from './lease.ts';

describe('a free camera', () => {
  it('goes to the first person who sends a command; a second is refused with the name of the holder', () => {
    const r = rig().orders(ANA);
    expect(r.state).toMatchObject({ epoch: 8, holder: { name: 'Ana', connected: true }, last: { change: 'claimed', by: ANA } });
    r.orders(BEN);
    expect(r.refused).toMatchObject({ code: 'control_held', status: 409, holder: 'Ana' });
    expect(r.holder).toBe('Ana');
  });

  it('is given at once on request', () => {
    expect(rig().asks(ANA).state).toMatchObject({ holder: { name: 'Ana' }, request: null, last: { change: 'claimed' } });
  });

  it('has no request to grant or deny; releasing it does nothing', () => {
    expect(rig().does({ kind: 'grant', by: ANA }).refused).toMatchObject({ code: 'conflict' });
    expect(rig().does({ kind: 'deny', by: ANA }).refused).toMatchObject({ code: 'conflict' });
    const r = rig();
    const before = r.lease;
    expect(r.does({ kind: 'release', by: ANA }).lease).toBe(before);
    expect(r.refused).toBeUndefined();
  });
});

describe('an epoch', () => {
  it('is accepted when current or absent', () => {
    expect(held().orders(ANA, 8).refused).toBeUndefined();
    expect(held().orders(ANA).refused).toBeUndefined();
  });

  it('of the free camera is accepted for commands that the new holder sent before learning of the claim', () => {
    expect(rig().orders(ANA, 7).orders(ANA, 7).refused).toBeUndefined();
  });

  it.each([
    ['of the past', 6],
    ['that never existed', 9],
  ])('%s is refused, whether the camera is free or held', (_name, epoch) => {
    expect(rig().orders(ANA, epoch).refused).toMatchObject({ code: 'control_held' });
    expect(rig().orders(ANA, epoch).holder).toBeNull();
    expect(held().orders(ANA, epoch).refused).toMatchObject({ code: 'control_held' });
  });

  it('of an earlier control period is refused after regaining control', () => {
    const r = held();
    r.does({ kind: 'release', by: ANA }).orders(BEN).does({ kind: 'release', by: BEN }).asks(ANA);
    expect(r.lease.epoch).toBe(12);
    expect(r.orders(ANA, 8).refused).toMatchObject({ code: 'control_held' });
    expect(r.orders(ANA, 12).refused).toBeUndefined();
  });

  it('of the previous holder is refused after a grant', () => {
    const r = asked().does({ kind: 'grant', by: ANA });
    expect(r.orders(BEN, 8).refused).toMatchObject({ code: 'control_held', holder: 'Ben' });
  });
});

describe('a request', () => {
  it('must be answered by the holder within 15 s', () => {
    const r = asked();
    expect(r.state).toMatchObject({ epoch: 8, holder: { name: 'Ana' } });
    expect(r.state.request).toEqual({ ...BEN, askedAtUs: r.nowUs, grantedAtUs: r.nowUs + 15 * SECOND });
  });

  it('passes control when granted', () => {
    const r = asked().does({ kind: 'grant', by: ANA });
    expect(r.state).toMatchObject({ epoch: 9, holder: { name: 'Ben' }, request: null, last: { change: 'granted', by: ANA } });
  });

  it('may be repeated after a denial, which keeps the holder', () => {
    const r = asked().does({ kind: 'deny', by: ANA });
    expect(r.state).toMatchObject({ epoch: 8, holder: { name: 'Ana' }, request: null, last: { change: 'denied', by: ANA } });
    expect(r.asks(BEN).state.request).toMatchObject(BEN);
  });

  it('is granted when the holder does not answer, even if the holder is active otherwise', () => {
    const r = asked().after(14).orders(ANA).after(0.999_999);
    expect(r.holder).toBe('Ana');
    r.after(0.000_001);
    expect(r.state).toMatchObject({ epoch: 9, holder: { name: 'Ben' }, request: null, last: { change: 'silence', by: null } });
  });

  it('cannot be denied at the moment of the deadline', () => {
    const r = asked();
    r.nowUs += 15 * SECOND;
    expect(r.does({ kind: 'deny', by: ANA }).refused).toMatchObject({ code: 'control_held', holder: 'Ben' });
  });

  it('of a second person is refused with the name of the first', () => {
    const r = asked().asks(CLEO);
    expect(r.refused).toMatchObject({ code: 'conflict', message: expect.stringContaining('Ben') as string });
    expect(r.state.request).toMatchObject(BEN);
  });

  it('repeated by the same person changes nothing', () => {
    const r = asked().after(5);
    const before = r.lease;
    expect(r.asks(BEN).lease).toBe(before);
    expect(r.refused).toBeUndefined();
  });

  it('can be withdrawn only by the requester', () => {
    const r = asked().does({ kind: 'withdraw', by: CLEO });
    expect(r.state.request).toMatchObject(BEN);
    r.does({ kind: 'withdraw', by: BEN });
    expect(r.state).toMatchObject({ holder: { name: 'Ana' }, request: null, last: { change: 'withdrawn', by: BEN } });
    expect(r.does({ kind: 'grant', by: ANA }).refused).toMatchObject({ code: 'conflict' });
    expect(r.does({ kind: 'deny', by: ANA }).refused).toBeUndefined();
  });

  it("is withdrawn with the requester's last connection", () => {
    expect(asked().does({ kind: 'lost', userId: 'ben' }).state).toMatchObject({ request: null, last: { change: 'withdrawn', by: null } });
  });

  it('can be answered only by the holder', () => {
    for (const kind of ['grant', 'deny', 'release'] as const) {
      const r = asked().does({ kind, by: BEN });
      expect(r.refused).toMatchObject({ code: 'control_held', holder: 'Ana' });
      expect(r.holder).toBe('Ana');
    }
  });
});

describe('a release', () => {
  it('frees the camera', () => {
    const r = held().does({ kind: 'release', by: ANA });
    expect(r.state).toMatchObject({ epoch: 9, holder: null, last: { change: 'released', by: ANA } });
  });

  it('passes control to the pending request', () => {
    const r = asked().does({ kind: 'release', by: ANA });
    expect(r.state).toMatchObject({ epoch: 9, holder: { name: 'Ben' }, request: null, last: { change: 'released', by: ANA } });
  });
});

describe('a take', () => {
  it('passes control at once, with the reason', () => {
    const r = held().does({ kind: 'take', by: CLEO, reason: 'the stage is about to hit' });
    expect(r.state).toMatchObject({
      epoch: 9,
      holder: { name: 'Cleo' },
      last: { change: 'taken', by: CLEO, reason: 'the stage is about to hit' },
    });
    expect(r.orders(ANA, 8).refused).toMatchObject({ holder: 'Cleo' });
  });

  it('keeps the request of another person pending, with the full time', () => {
    const r = asked().after(14).does({ kind: 'take', by: CLEO, reason: 'why' });
    expect(r.state.request).toMatchObject({ ...BEN, grantedAtUs: r.nowUs + 15 * SECOND });
    expect(r.after(15).holder).toBe('Ben');
  });

  it('ends the own request, and does nothing for the holder', () => {
    const r = held().asks(CLEO).does({ kind: 'take', by: CLEO, reason: 'why' });
    expect(r.state).toMatchObject({ holder: { name: 'Cleo' }, request: null });
    const before = r.lease;
    expect(r.does({ kind: 'take', by: CLEO, reason: 'again' }).lease).toBe(before);
  });
});

describe('a person who may no longer control cameras', () => {
  const barred = (userId: string): LeaseEvent => ({ kind: 'barred', userId, reason: 'The role is now viewer' });

  it('loses control, to the requester if there is one', () => {
    expect(held().does(barred('ana')).state).toMatchObject({
      epoch: 9,
      holder: null,
      last: { change: 'released', by: null, reason: 'The role is now viewer' },
    });
    expect(asked().does(barred('ana')).holder).toBe('Ben');
  });

  it('loses the pending request', () => {
    expect(asked().does(barred('ben')).state).toMatchObject({ holder: { name: 'Ana' }, request: null, last: { change: 'withdrawn' } });
  });
});
