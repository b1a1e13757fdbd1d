/** Control of all cameras: leases of this hub's cameras, and the mirrored control states of the others. */
import { EventEmitter } from 'node:events';
import type { ControlState } from '@eyepiece/shared-types';
import type { Control, ControlAction, ControlEvents } from '../../../control/desk.ts';
import type { Caller } from '../../../people/caller.ts';
import { authorizeAt } from '../../../people/policies.ts';
import type { Passing } from './passing.ts';

export interface ControlAnywhereParts {
  readonly here: Control;
  readonly passing: Pick<Passing, 'isElsewhere' | 'order'>;
  /** The mirrored state of a camera; undefined before the home has sent it. */
  readonly mirrored: (cameraId: string) => ControlState | undefined;
  /** The number of users with connections to this hub has changed. */
  readonly onPresence: (userId: string, connected: boolean) => void;
}

export class ControlAnywhere extends EventEmitter<ControlEvents> implements Control {
  readonly #parts: ControlAnywhereParts;
  /** Open connections to this hub, per user; absent when zero. */
  readonly #connections = new Map<string, number>();

  constructor(parts: ControlAnywhereParts) {
    super();
    this.#parts = parts;
    parts.here.on('changed', (state) => {
      if (!parts.passing.isElsewhere(state.cameraId)) this.emit('changed', state);
    });
  }

  /** The users with a connection to this hub. */
  get present(): readonly string[] {
    return [...this.#connections.keys()];
  }

  state(cameraId: string): ControlState {
    const { here, passing, mirrored } = this.#parts;
    return (passing.isElsewhere(cameraId) ? mirrored(cameraId) : undefined) ?? here.state(cameraId);
  }

  get states(): ControlState[] {
    return this.#parts.here.states.map((state) => this.state(state.cameraId));
  }

  act(action: ControlAction, cameraId: string, caller: Caller): ControlState | Promise<ControlState> {
    const { here, passing } = this.#parts;
    if (!passing.isElsewhere(cameraId)) return here.act(action, cameraId, caller);
    authorizeAt(caller, 'control:use', cameraId);
    return passing.order('control.act', cameraId, { action }, caller);
  }

  take(cameraId: string, caller: Caller, reason: string): ControlState | Promise<ControlState> {
    const { here, passing } = this.#parts;
    if (!passing.isElsewhere(cameraId)) return here.take(cameraId, caller, reason);
    authorizeAt(caller, 'control:override', cameraId);
    return passing.order('control.take', cameraId, { reason }, caller);
  }

  connect(userId: string): () => void {
    const { here, onPresence } = this.#parts;
    const release = here.connect(userId);
    const before = this.#connections.get(userId) ?? 0;
    this.#connections.set(userId, before + 1);
    if (before === 0) onPresence(userId, true);
    return () => {
      release();
      const left = (this.#connections.get(userId) ?? 1) - 1;
      if (left > 0) this.#connections.set(userId, left);
      else {
        this.#connections.delete(userId);
        onPresence(userId, false);
      }
    };
  }
}
