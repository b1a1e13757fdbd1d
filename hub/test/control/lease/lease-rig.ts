import { freeLease, step, type Lease, type LeaseEvent } from '../../../src/control/lease/lease.ts';
import { toControlState } from '../../../src/control/lease/control-state.ts';
import { toLimits } from '../../../src/control/lease/timing.ts';

export const LIMITS = toLimits();
export const SECOND = 1_000_000;
export const ANA = { userId: 'ana', name: 'Ana' };
export const BEN = { userId: 'ben', name: 'Ben' };
export const CLEO = { userId: 'cleo', name: 'Cleo' };

/** A lease and its clock. `refused` is the error of the last event. */
class LeaseRig {
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

/** A free camera. */
export const rig = () => new LeaseRig();
/** Ana has control. */
export const held = () => rig().orders(ANA);
/** Ana has control, and Ben requests it. */
export const asked = () => held().asks(BEN);
