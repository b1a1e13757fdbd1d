import type {
  Annotation,
  AnnotationChange,
  AnnotationPut,
  AnnotationRevision,
  AnnotationTarget,
  ControlState,
  User,
} from '@eyepiece/shared-types';
import type { ControlClient } from '../../clients/control-client.ts';
import type { Emitter } from '@eyepiece/client/emitter';
import type { HubEvents } from '../../clients/hub-client.ts';
import { HubError } from '@eyepiece/client/hub-error';
import { FakeAnnotations } from '../library/fake-annotations.ts';
import { newUuid } from '../library/fake-captures.ts';
import { FakeLease, personOf } from './fake-lease.ts';

const ANSWER_MS = 60;
const POINTS_EVERY_MS = 60;
const POINTS_FOR_MS = 8000;

export interface FakeControlWorld {
  readonly events: Emitter<HubEvents>;
  readonly me: () => User;
  readonly people: readonly User[];
  readonly running: (cameraId: string) => boolean;
}

const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, ANSWER_MS));

/**
 * Control, pointers and annotations without a hub. Actions of other users are triggered from the console:
 * `fakeHub.control.as('Ben', 'request')`.
 */
export class FakeControl implements ControlClient {
  readonly #world: FakeControlWorld;
  readonly #leases = new Map<string, FakeLease>();
  readonly #annotations: FakeAnnotations;

  constructor(world: FakeControlWorld) {
    this.#world = world;
    this.#annotations = new FakeAnnotations((change) => world.events.emit('annotation', change));
  }

  emitAll(cameraIds: readonly string[]): void {
    for (const cameraId of cameraIds) this.#world.events.emit('control', this.lease(cameraId).state);
  }

  lease(cameraId: string): FakeLease {
    const known = this.#leases.get(cameraId);
    if (known) return known;
    const lease = new FakeLease(cameraId, { tell: (state) => this.#world.events.emit('control', state), running: this.#world.running });
    this.#leases.set(cameraId, lease);
    return lease;
  }

  /** Performs an action as another user. */
  as(name: string, action: 'request' | 'withdraw' | 'release' | 'grant' | 'deny', cameraId = 'bench-3'): void {
    this.lease(cameraId)[action](personOf(this.#person(name)));
  }

  /** Another user's pointer moves in a circle for a while. */
  pointAs(name: string, cameraId = 'bench-3'): void {
    const { id: userId } = this.#person(name);
    const startedMs = performance.now();
    const timer = setInterval(() => {
      const turn = (performance.now() - startedMs) / 1000;
      const over = turn * 1000 > POINTS_FOR_MS;
      if (over) clearInterval(timer);
      const at = over ? null : { x: 1224 + 300 * Math.cos(turn), y: 1024 + 300 * Math.sin(turn) };
      this.#world.events.emit('pointer', { cameraId, userId, name, at });
    }, POINTS_EVERY_MS);
  }

  /** Another user draws an arrow, or overwrites an existing one. */
  drawAs(name: string, id = newUuid(), revision?: number): void {
    const shape = { kind: 'arrow', from: { x: 900, y: 700 }, to: { x: 1200, y: 900 }, text: `by ${name}` } as const;
    const target = { kind: 'camera', cameraId: 'bench-3' } as const;
    this.#annotations.put({ id, target, shape, ...(revision === undefined ? {} : { revision }) }, this.#person(name));
  }

  /** @throws {HubError} when another user has control */
  admit(cameraId: string): void {
    try {
      this.lease(cameraId).admit(personOf(this.#world.me()));
    } catch (error) {
      if (error instanceof HubError) this.#world.events.emit('controlHeld', error);
      throw error;
    }
  }

  request(cameraId: string): Promise<ControlState> {
    return this.#act((lease, me) => lease.request(me), cameraId);
  }

  withdraw(cameraId: string): Promise<ControlState> {
    return this.#act((lease, me) => lease.withdraw(me), cameraId);
  }

  release(cameraId: string): Promise<ControlState> {
    return this.#act((lease, me) => lease.release(me), cameraId);
  }

  grant(cameraId: string): Promise<ControlState> {
    return this.#act((lease, me) => lease.grant(me), cameraId);
  }

  deny(cameraId: string): Promise<ControlState> {
    return this.#act((lease, me) => lease.deny(me), cameraId);
  }

  take(cameraId: string, reason: string): Promise<ControlState> {
    return this.#act((lease, me) => lease.take(me, reason), cameraId);
  }

  active(cameraId: string): void {
    this.lease(cameraId).active(personOf(this.#world.me()));
  }

  point(): void {
    // The fake has no other viewers.
  }

  async listAnnotations(target: AnnotationTarget): Promise<Annotation[]> {
    await wait();
    return this.#annotations.list(target);
  }

  async putAnnotation(put: AnnotationPut): Promise<AnnotationChange> {
    await wait();
    return this.#annotations.put(put, this.#world.me());
  }

  async removeAnnotation(id: string): Promise<Annotation> {
    await wait();
    return this.#annotations.remove(id, this.#world.me());
  }

  async restoreAnnotation(id: string): Promise<Annotation> {
    await wait();
    return this.#annotations.restore(id, this.#world.me());
  }

  async annotationHistory(id: string): Promise<AnnotationRevision[]> {
    await wait();
    return this.#annotations.history(id);
  }

  async #act(act: (lease: FakeLease, me: ReturnType<typeof personOf>) => ControlState, cameraId: string): Promise<ControlState> {
    await wait();
    return act(this.lease(cameraId), personOf(this.#world.me()));
  }

  #person(name: string): User {
    const person = this.#world.people.find((one) => one.name.startsWith(name));
    if (!person) throw new Error(`there is no user called ${name}`);
    return person;
  }
}
