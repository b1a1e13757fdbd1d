import { describe, expect, it } from 'vitest';
import { freeLease, nextDeadline, step, type Lease, type LeaseEvent } from './lease.ts';
import { toControlState } from './present.ts';
import { toLimits } from './timing.ts';

const LIMITS = toLimits();
const SECOND = 1_000_000;
const ANA = { userId: 'ana', name: 'Ana' };
const BEN = { userId: 'ben', name: 'Ben' };
const CLEO = { userId: 'cleo', name: 'Cleo' };

/** A lease and its clock. `refused` is the error of the last event. */
class Rig {
  nowUs = 1_000 * SECOND;
  lease: Lease = freeLease(7);
  refused: unknown;

  does(event: LeaseEvent): this {
    const { lease, refused } = step(this.lease, event, this.nowUs, LIMITS);
    Object.assign(this, { lease, refused });
    return this;
  }
  orders(by: typeof ANA, epoch?: number, connected = true): this {
    return this.does({ kind: 'order', by, connected, ...(epoch !== undefined && { epoch }) });
  }
  asks(by: typeof ANA): this {
    return this.does({ kind: 'request', by });
  }
  after(seconds: number): this {
    this.nowUs += seconds * SECOND;
    return this.does({ kind: 'time' });
  }
  get state() {
    return toControlState('cam', this.lease, LIMITS);
  }
  get holder() {
    return this.lease.holder?.name ?? null;
  }
  get change() {
    return this.lease.last?.change;
  }
}

const rig = () => new Rig();
const held = () => rig().orders(ANA);
const asked = () => held().asks(BEN);

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

describe('a disconnected holder', () => {
  const lost = () => held().does({ kind: 'lost', userId: 'ana' });

  it('keeps control for 10 s', () => {
    const r = lost();
    expect(r.state.holder).toMatchObject({ connected: false, freeAtUs: r.nowUs + 10 * SECOND });
    expect(r.after(9.999_999).holder).toBe('Ana');
    expect(r.after(0.000_001).state).toMatchObject({ epoch: 9, holder: null, last: { change: 'disconnected', by: null } });
  });

  it('keeps control after reconnecting in time', () => {
    const r = lost().after(9).does({ kind: 'connected', userId: 'ana' });
    expect(r.state.holder).toMatchObject({ name: 'Ana', connected: true });
    expect(r.state.holder).not.toHaveProperty('freeAtUs');
    expect(r.after(60).state).toMatchObject({ epoch: 8, holder: { name: 'Ana' } });
  });

  it('loses control when reconnecting at the moment of the deadline', () => {
    const r = lost();
    r.nowUs += 10 * SECOND;
    expect(r.does({ kind: 'connected', userId: 'ana' }).holder).toBeNull();
  });

  it('is followed by the requester', () => {
    const r = asked().does({ kind: 'lost', userId: 'ana' }).after(10);
    expect(r.state).toMatchObject({ holder: { name: 'Ben', connected: true }, last: { change: 'disconnected' } });
  });

  it('can receive a request; the grace period ends before the request timeout', () => {
    const r = lost().after(4).asks(BEN).after(6);
    expect(r.state).toMatchObject({ epoch: 9, holder: { name: 'Ben' }, request: null, last: { change: 'disconnected' } });
  });
});

describe('a holder without any connection', () => {
  it('keeps control for 10 s after the last command', () => {
    const r = rig().orders(ANA, undefined, false);
    expect(r.state.holder).toMatchObject({ connected: false, freeAtUs: r.nowUs + 10 * SECOND });
    r.after(9).orders(ANA, undefined, false).after(9.9);
    expect(r.holder).toBe('Ana');
    expect(r.after(0.1).state).toMatchObject({ holder: null, last: { change: 'disconnected' } });
  });

  it('keeps control until the idle limit after a request', () => {
    const r = rig().asks(ANA).after(299);
    expect(r.state.holder).toMatchObject({ connected: true });
    expect(r.after(1).state).toMatchObject({ holder: null, last: { change: 'idle' } });
    expect(rig().orders(ANA, undefined, false).asks(ANA).after(60).holder).toBe('Ana');
  });

  it('can receive a request, which times out', () => {
    expect(rig().asks(ANA).asks(BEN).after(15).state).toMatchObject({ holder: { name: 'Ben' }, last: { change: 'silence' } });
  });
});

describe('an idle holder', () => {
  it('is warned 30 s before control ends', () => {
    const r = held();
    const startUs = r.nowUs;
    expect(nextDeadline(r.lease, LIMITS)).toBe(startUs + 270 * SECOND);
    expect(r.after(269).state.holder).not.toHaveProperty('freeAtUs');
    expect(r.after(1).state.holder).toMatchObject({ freeAtUs: startUs + 300 * SECOND });
    expect(r.after(30).state).toMatchObject({ epoch: 9, holder: null, last: { change: 'idle', by: null } });
  });

  it.each<[string, LeaseEvent]>([
    ['a command', { kind: 'order', by: ANA, connected: true }],
    ['a report of activity', { kind: 'active', by: ANA }],
  ])('has the full time again after %s', (_name, event) => {
    const r = held().after(280).does(event);
    expect(r.state.holder).not.toHaveProperty('freeAtUs');
    expect(r.after(299).holder).toBe('Ana');
    expect(r.after(1).holder).toBeNull();
  });

  it('is not kept alive by actions of others', () => {
    const r = held().after(280).does({ kind: 'active', by: BEN }).orders(BEN).after(20);
    expect(r.holder).toBeNull();
  });

  it('keeps control while their own job runs, and has the full time after it', () => {
    const r = held()
      .does({ kind: 'job', job: { userId: 'ana' } })
      .after(4000);
    expect(r.holder).toBe('Ana');
    r.does({ kind: 'job', job: null }).after(299);
    expect(r.holder).toBe('Ana');
    expect(r.after(1).holder).toBeNull();
  });

  it("loses control even while another person's job runs", () => {
    expect(
      held()
        .does({ kind: 'job', job: { userId: 'ben' } })
        .after(300).holder,
    ).toBeNull();
  });
});

describe('while a job runs', () => {
  it('requests do not time out; the timeout restarts when the job ends', () => {
    const r = asked()
      .after(14)
      .does({ kind: 'job', job: { userId: 'ana' } });
    expect(r.state.request).not.toHaveProperty('grantedAtUs');
    r.after(3600).does({ kind: 'job', job: null });
    expect(r.state.request).toMatchObject({ grantedAtUs: r.nowUs + 15 * SECOND });
    expect(r.after(14.9).holder).toBe('Ana');
    expect(r.after(0.1).holder).toBe('Ben');
  });

  it('the holder may grant a request, and a disconnected holder loses control', () => {
    const running = () => asked().does({ kind: 'job', job: {} });
    expect(running().does({ kind: 'grant', by: ANA }).holder).toBe('Ben');
    expect(running().does({ kind: 'lost', userId: 'ana' }).after(10).holder).toBe('Ben');
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

it('expires missed deadlines in order, each at its own time', () => {
  const r = asked();
  const startUs = r.nowUs;
  r.after(400);
  expect(r.state).toMatchObject({ epoch: 10, holder: null, last: { change: 'idle', atUs: startUs + 315 * SECOND } });
});
