import { CONTROL_GRACE_MS, CONTROL_REQUEST_MS, type ControlState, type Present, type User } from '@eyepiece/shared-types';
import { HubError } from '@eyepiece/client/hub-error';

type Person = Pick<Present, 'userId' | 'name'>;
type Change = NonNullable<ControlState['last']>['change'];

export interface FakeLeaseWorld {
  readonly tell: (state: ControlState) => void;
  /** A running job prevents automatic granting. */
  readonly running: (cameraId: string) => boolean;
}

export const personOf = ({ id, name }: Pick<User, 'id' | 'name'>): Person => ({ userId: id, name });
const nowUs = (): number => Date.now() * 1000;

/** The lease of one fake camera, with the hub's rules. */
export class FakeLease {
  #state: ControlState;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #world: FakeLeaseWorld;

  constructor(cameraId: string, world: FakeLeaseWorld) {
    this.#state = { cameraId, epoch: 0, holder: null, request: null, last: null };
    this.#world = world;
  }

  get state(): ControlState {
    return this.#state;
  }

  /** Checks a command and acquires a free camera. @throws {HubError} when another user has control */
  admit(person: Person): void {
    const { holder } = this.#state;
    if (!holder) this.#assign(person, 'claimed', person);
    else if (holder.userId !== person.userId) throw held(holder.name);
  }

  request(person: Person): ControlState {
    const { holder, request } = this.#state;
    if (!holder) return this.#assign(person, 'claimed', person);
    if (holder.userId === person.userId || request?.userId === person.userId) return this.#state;
    if (request) throw new HubError('conflict', `${request.name} has already requested control`);
    const silence = this.#world.running(this.#state.cameraId) ? {} : { grantedAtUs: nowUs() + CONTROL_REQUEST_MS * 1000 };
    if (silence.grantedAtUs) this.#timer = setTimeout(() => this.#assign(person, 'silence', null), CONTROL_REQUEST_MS);
    return this.#put({ ...this.#state, request: { ...person, askedAtUs: nowUs(), ...silence } });
  }

  withdraw(person: Person): ControlState {
    return this.#state.request?.userId === person.userId ? this.#endRequest('withdrawn', person) : this.#state;
  }

  grant(person: Person): ControlState {
    const { request } = this.#held(person);
    return request ? this.#assign(request, 'granted', person) : this.#state;
  }

  deny(person: Person): ControlState {
    return this.#held(person).request ? this.#endRequest('denied', person) : this.#state;
  }

  release(person: Person): ControlState {
    const { request } = this.#held(person);
    return request ? this.#assign(request, 'granted', person) : this.#assign(null, 'released', person);
  }

  take(person: Person, reason: string): ControlState {
    return this.#assign(person, 'taken', person, reason);
  }

  /** The holder has closed all tabs: the lease ends after the grace period. */
  lose(): void {
    const { holder } = this.#state;
    if (!holder) return;
    clearTimeout(this.#timer);
    this.#put({ ...this.#state, holder: { ...holder, connected: false, freeAtUs: nowUs() + CONTROL_GRACE_MS * 1000 } });
    this.#timer = setTimeout(() => this.#assign(null, 'disconnected', null), CONTROL_GRACE_MS);
  }

  /** Warns an inactive holder `ms` before the lease ends. */
  warn(ms: number): void {
    const { holder } = this.#state;
    if (!holder) return;
    this.#put({ ...this.#state, holder: { ...holder, freeAtUs: nowUs() + ms * 1000 } });
    this.#timer = setTimeout(() => this.#assign(null, 'idle', null), ms);
  }

  active(person: Person): void {
    const { holder } = this.#state;
    if (holder?.userId !== person.userId || holder.freeAtUs === undefined) return;
    clearTimeout(this.#timer);
    const { freeAtUs: _, ...here } = holder;
    this.#put({ ...this.#state, holder: { ...here, connected: true } });
  }

  #held(person: Person): ControlState {
    const { holder } = this.#state;
    if (holder?.userId !== person.userId) throw held(holder?.name ?? 'No one');
    return this.#state;
  }

  #assign(to: Person | null, change: Change, by: Person | null, reason?: string): ControlState {
    clearTimeout(this.#timer);
    const { cameraId, epoch } = this.#state;
    const holder = to && { userId: to.userId, name: to.name, sinceUs: nowUs(), connected: true };
    const last = { change, atUs: nowUs(), by, ...(reason === undefined ? {} : { reason }) };
    return this.#put({ cameraId, epoch: epoch + 1, holder, request: null, last });
  }

  #endRequest(change: Change, by: Person): ControlState {
    clearTimeout(this.#timer);
    return this.#put({ ...this.#state, request: null, last: { change, atUs: nowUs(), by } });
  }

  #put(state: ControlState): ControlState {
    this.#state = state;
    this.#world.tell(state);
    return state;
  }
}

function held(holder: string): HubError {
  return new HubError('control_held', `${holder} controls the camera`, { holder });
}
