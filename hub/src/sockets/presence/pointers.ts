/**
 * Pointers of people on live views. Each person has one pointer. Positions are sent at a limited rate, always including
 * the newest one, and are not stored.
 */
import { POINTER_MAX_HZ, pointerEventSchema, type Pointer, type PointerEvent } from '@eyepiece/shared-types';
import { z } from 'zod';
import { may, mayWatch } from '../../people/policies.ts';
import type { LiveServices, SessionServices } from '../../process/opening/services.ts';
import type { HubSocket } from '../io.ts';

const INTERVAL_MS = 1000 / POINTER_MAX_HZ;
/** With more pointing people than this, the rate per person falls, so that the total stays constant. */
const FULL_RATE_PEOPLE = 10;
/** A pointer rests after this time without movement, ms. */
const RESTING_MS = 200;

const pointerSchema = pointerEventSchema.extend({ userId: z.string(), name: z.string() });
/** The message to other hubs. */
export const POINTER = { name: 'pointer', schema: z.object({ pointer: pointerSchema, reliable: z.boolean() }) };

interface PointingPerson {
  readonly userId: string;
  readonly name: string;
}

interface Move<Connection> {
  readonly pointer: Pointer;
  readonly from: Connection;
}

interface State<Connection> {
  sentAtMs: number;
  /** The position that others see. */
  shown?: Move<Connection> | undefined;
  /** The newest position that is not sent yet. */
  waiting?: Move<Connection> | undefined;
  /** Timer for sending the waiting position, or for the resting one. */
  timer?: NodeJS.Timeout | undefined;
}

/** `reliable`: intermediate positions may be dropped for slow clients, the last one may not. */
type Send<Connection> = (pointer: Pointer, from: Connection, delivery: { readonly reliable: boolean }) => void;

export class Pointers<Connection extends object> {
  readonly #send: Send<Connection>;
  readonly #people = new Map<string, State<Connection>>();

  constructor(send: Send<Connection>) {
    this.#send = send;
  }

  /** @param at null when the pointer leaves */
  move({ userId, name }: PointingPerson, { cameraId, at }: PointerEvent, from: Connection): void {
    const state = this.#people.get(userId) ?? { sentAtMs: -Infinity };
    const current = (state.waiting ?? state.shown)?.pointer.cameraId;
    if (at === null && cameraId !== current) return; // the pointer has already moved to another camera
    this.#people.set(userId, state);
    state.waiting = { pointer: { userId, name, cameraId, at }, from };
    const intervalMs = INTERVAL_MS * Math.max(1, this.#people.size / FULL_RATE_PEOPLE);
    const waitMs = state.sentAtMs + intervalMs - performance.now();
    if (waitMs <= 0) this.#flush(state);
    else this.#after(waitMs, state, () => this.#flush(state));
  }

  /** Hides the pointer if it came from this closed connection. */
  leave(userId: string, from: Connection): void {
    const state = this.#people.get(userId);
    if (!state) return;
    if (state.waiting?.from === from) state.waiting = undefined;
    if (state.shown?.from === from) this.#hide(state);
    if (state.shown || state.waiting) return;
    clearTimeout(state.timer);
    this.#people.delete(userId);
  }

  close(): void {
    for (const { timer } of this.#people.values()) clearTimeout(timer);
    this.#people.clear();
  }

  #flush(state: State<Connection>): void {
    clearTimeout(state.timer);
    const { waiting, shown } = state;
    if (!waiting) return;
    state.waiting = undefined;
    state.sentAtMs = performance.now();
    if (shown && shown.pointer.cameraId !== waiting.pointer.cameraId) this.#hide(state);
    if (waiting.pointer.at === null) this.#hide(state);
    else this.#show(state, waiting);
  }

  #show(state: State<Connection>, move: Move<Connection>): void {
    state.shown = move;
    this.#send(move.pointer, move.from, { reliable: false });
    this.#after(RESTING_MS, state, () => this.#send(move.pointer, move.from, { reliable: true }));
  }

  #after(ms: number, state: State<Connection>, work: () => void): void {
    clearTimeout(state.timer);
    state.timer = setTimeout(work, ms);
  }

  #hide(state: State<Connection>): void {
    if (state.shown) this.#send({ ...state.shown.pointer, at: null }, state.shown.from, { reliable: true });
    state.shown = undefined;
  }
}

/** Handles `pointer` events. They have no acknowledgement; invalid or forbidden ones are ignored. */
export function pointing({ registry, sessions }: LiveServices & SessionServices, pointers: Pointers<HubSocket>, socket: HubSocket): void {
  socket.on('pointer', (request: unknown) => {
    const parsed = pointerEventSchema.safeParse(request);
    if (!parsed.success) return;
    const { principal } = socket.data;
    const { cameraId } = parsed.data;
    if (!may(principal, 'pointer:send') || !mayWatch(principal, cameraId, sessions) || !registry.get(cameraId)) return;
    pointers.move(principal, parsed.data, socket);
  });
  socket.on('disconnect', () => pointers.leave(socket.data.principal.userId, socket));
}
