import { describe, expect, it } from 'vitest';
import { ANA, BEN, LIMITS, SECOND, asked, held, rig } from '../../../test/control/lease/lease-rig.ts';
import { nextDeadline, type LeaseEvent } from './lease.ts';

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

it('expires missed deadlines in order, each at its own time', () => {
  const r = asked();
  const startUs = r.nowUs;
  r.after(400);
  expect(r.state).toMatchObject({ epoch: 10, holder: null, last: { change: 'idle', atUs: startUs + 315 * SECOND } });
});
