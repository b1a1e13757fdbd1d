import type { ControlState } from '@eyepiece/shared-types';
import { errorText } from '../../text/error-text.ts';
import type { HubClient } from '../../hub/hub-client.ts';
import type { HubConnection } from '../../shell/connection.svelte.ts';
import { whyNot } from '../../people/permissions.ts';
import type { Session } from '../../people/session.svelte.ts';
import type { TickingClock } from '../../shell/ticking-clock.svelte.ts';
import type { Cameras } from '../cameras.svelte.ts';
import { controlNews, controlWords } from './control-news.ts';

/** A holder's hand on the page is told of at most so often. */
const ACTIVE_EVERY_MS = 30_000;
/** Once control is about to end, at once. */
const ACTIVE_WHEN_WARNED_MS = 1000;

export interface LeaseDeps {
  readonly hub: HubClient;
  readonly cameras: Cameras;
  readonly session: Session;
  readonly connection: HubConnection;
  readonly clock: TickingClock;
  /** What this person should see: control came or went. */
  readonly told: (text: string) => void;
  /** What only those hear who cannot see the page change. */
  readonly said: (text: string) => void;
  readonly failed: (error: unknown) => void;
}

/** Who controls the cameras: of the one in view all there is to know, of the others what this person has to answer. */
export class Lease {
  /** An order about control is under way. */
  busy = $state(false);
  #states = $state.raw<readonly ControlState[]>([]);
  #activeAtMs = -Infinity;
  readonly #deps: LeaseDeps;
  readonly #undo: (() => void)[];

  /** Of the camera in view; null until the hub has told. */
  readonly state = $derived.by<ControlState | null>(() => this.#of(this.#deps.cameras.selected?.id));
  readonly holder = $derived(this.state?.holder ?? null);
  readonly mine = $derived.by(() => this.holder !== null && this.holder.userId === this.#me);
  /** Somebody else has control: nothing can be ordered from here. */
  readonly held = $derived(this.holder !== null && !this.mine);
  readonly blocked = $derived(this.holder && this.held ? `${this.holder.name} controls this camera.` : null);
  /** This person has asked and waits. */
  readonly waiting = $derived.by(() => this.state?.request?.userId === this.#me && !this.mine);
  /** Until silence grants the request, ms; null while it does not: a job runs, or nobody asks. */
  readonly grantedInMs = $derived.by(() => this.#untilMs(this.state?.request?.grantedAtUs));
  /** Until control ends by itself, ms. */
  readonly freeInMs = $derived.by(() => this.#untilMs(this.holder?.freeAtUs));
  /** A camera that this person controls and somebody asks for. */
  readonly asked = $derived.by<ControlState | null>(() => this.#ofMine(({ request }) => request !== null));
  readonly askedEndsInMs = $derived.by(() => this.#untilMs(this.asked?.request?.grantedAtUs));
  /** A camera that this person is about to lose for doing nothing. */
  readonly idle = $derived.by<ControlState | null>(() => this.#ofMine(({ holder }) => holder?.freeAtUs !== undefined && holder.connected));
  readonly idleEndsInMs = $derived.by(() => this.#untilMs(this.idle?.holder?.freeAtUs));

  constructor(deps: LeaseDeps) {
    this.#deps = deps;
    const { events } = deps.hub;
    this.#undo = [events.on('control', (state) => this.#heard(state)), events.on('controlHeld', (error) => deps.told(errorText(error)))];
  }

  /** Takes a free camera, asks for one that is not, takes the request back, or gives control back. */
  async toggle(): Promise<void> {
    const no = whyNot(this.#deps.session.user?.role, 'control');
    if (no) this.#deps.told(no);
    else if (this.mine) await this.release();
    else if (this.waiting) await this.withdraw();
    else await this.request();
  }

  request(): Promise<void> {
    return this.#here((cameraId) => this.#deps.hub.control.request(cameraId));
  }

  withdraw(): Promise<void> {
    return this.#here((cameraId) => this.#deps.hub.control.withdraw(cameraId));
  }

  release(): Promise<void> {
    return this.#here((cameraId) => this.#deps.hub.control.release(cameraId));
  }

  /** For administrators. */
  take(reason: string): Promise<void> {
    return this.#here((cameraId) => this.#deps.hub.control.take(cameraId, reason));
  }

  /** Hands over to who asked. */
  grant(cameraId: string): Promise<void> {
    return this.#order(() => this.#deps.hub.control.grant(cameraId));
  }

  deny(cameraId: string): Promise<void> {
    return this.#order(() => this.#deps.hub.control.deny(cameraId));
  }

  /** A hand moves on the page: whoever has control is still there. */
  noteActivity(nowMs = performance.now()): void {
    if (nowMs - this.#activeAtMs < (this.idle ? ACTIVE_WHEN_WARNED_MS : ACTIVE_EVERY_MS)) return;
    const mine = this.#states.filter(({ holder }) => holder !== null && holder.userId === this.#me);
    if (mine.length === 0) return;
    this.#activeAtMs = nowMs;
    for (const { cameraId } of mine) this.#deps.hub.control.active(cameraId);
  }

  /** As somebody says who was asked. */
  stillHere(): void {
    this.#activeAtMs = -Infinity;
    this.noteActivity();
  }

  close(): void {
    for (const undo of this.#undo) undo();
  }

  get #me(): string | undefined {
    return this.#deps.session.user?.id;
  }

  #of(cameraId: string | undefined): ControlState | null {
    return this.#states.find((state) => state.cameraId === cameraId) ?? null;
  }

  #ofMine(which: (state: ControlState) => boolean): ControlState | null {
    return this.#states.find((state) => state.holder !== null && state.holder.userId === this.#me && which(state)) ?? null;
  }

  #untilMs(hubUs: number | undefined): number | null {
    void this.#deps.clock.nowMs;
    return hubUs === undefined ? null : Math.max(0, this.#deps.connection.localMs(hubUs) - Date.now());
  }

  #heard(state: ControlState): void {
    const before = this.#of(state.cameraId);
    this.#states = [...this.#states.filter((one) => one !== before), state];
    const me = this.#me;
    const news = me === undefined ? null : controlNews(before, state, me);
    if (before && mineWarned(before, state, me)) this.#deps.said('Control of the camera ends soon because nothing is done with it');
    if (news) this.#deps.told(state.cameraId === this.state?.cameraId ? news : `${this.#deps.cameras.named(state.cameraId)}: ${news}`);
    else if (before && state.cameraId === this.state?.cameraId && changesHands(before, state)) this.#deps.said(controlWords(state, me));
  }

  async #here(ask: (cameraId: string) => Promise<ControlState>): Promise<void> {
    const camera = this.#deps.cameras.selected;
    if (camera) await this.#order(() => ask(camera.id));
  }

  async #order(ask: () => Promise<ControlState>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await ask();
    } catch (error) {
      this.#deps.failed(this.#deps.session.notice(error));
    } finally {
      this.busy = false;
    }
  }
}

function mineWarned(before: ControlState, { holder }: ControlState, me: string | undefined): boolean {
  const warned = holder?.freeAtUs !== undefined && holder.connected && holder.userId === me;
  return warned && before.holder?.freeAtUs === undefined;
}

function changesHands(before: ControlState, now: ControlState): boolean {
  return before.holder?.userId !== now.holder?.userId || before.request?.userId !== now.request?.userId;
}
