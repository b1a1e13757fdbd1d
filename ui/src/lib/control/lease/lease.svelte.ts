import type { ControlState } from '@eyepiece/shared-types';
import { errorText } from '../../text/error-text.ts';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import type { HubConnection } from '../../hub/hub-connection.svelte.ts';
import { roleOf, whyNot } from '../../people/permissions.ts';
import type { Session } from '../../people/session.svelte.ts';
import type { TickingClock } from '../../browser/ticking-clock.svelte.ts';
import type { Cameras } from '../cameras.svelte.ts';
import { controlNotice, controlWords } from './control-notice.ts';
import { QuietCameras, type OtherTabs } from './quiet-cameras.ts';

export interface LeaseDeps {
  readonly hub: HubClient;
  readonly cameras: Cameras;
  readonly session: Session;
  readonly connection: HubConnection;
  readonly clock: TickingClock;
  /** Shows a notice: control was gained or lost. */
  readonly notify: (text: string) => void;
  /** Announces a change to screen readers only. */
  readonly announce: (text: string) => void;
  readonly failed: (error: unknown) => void;
  /** They give no notices of an order in this tab either. */
  readonly tabs?: OtherTabs;
}

/** Minimum interval of activity reports of the lease holder. */
const ACTIVE_EVERY_MS = 30_000;
/** The interval after the idle warning. */
const ACTIVE_WHEN_WARNED_MS = 1000;

/** The lease of each camera: full state for the selected one, pending questions to this user for the others. */
export class Lease {
  /** A lease command is pending. */
  busy = $state(false);
  #states = $state.raw<readonly ControlState[]>([]);
  #activeAtMs = -Infinity;
  /** Of these cameras, this user's own taking and releasing gives no notice. */
  readonly #quiet: QuietCameras;
  readonly #deps: LeaseDeps;
  readonly #undo: (() => void)[];

  /** Of the selected camera; null until the hub has sent it. */
  readonly state = $derived.by<ControlState | null>(() => this.#of(this.#deps.cameras.selected?.id));
  readonly holder = $derived(this.state?.holder ?? null);
  readonly mine = $derived.by(() => this.holder !== null && this.holder.userId === this.#me);
  /** Another user has control: commands are blocked. */
  readonly held = $derived(this.holder !== null && !this.mine);
  readonly blocked = $derived(this.holder && this.held ? `${this.holder.name} controls this camera.` : null);
  /** This user has requested control and waits. */
  readonly waiting = $derived.by(() => this.state?.request?.userId === this.#me && !this.mine);
  /**
   * Time until the request is granted automatically, ms; null when it is not, because a job runs or there is no
   * request.
   */
  readonly grantedInMs = $derived.by(() => this.#untilMs(this.state?.request?.grantedAtUs));
  /** Time until control ends automatically, ms. */
  readonly freeInMs = $derived.by(() => this.#untilMs(this.holder?.freeAtUs));
  /** A camera that this user controls and another user requests. */
  readonly asked = $derived.by<ControlState | null>(() => this.#ofMine(({ request }) => request !== null));
  readonly askedEndsInMs = $derived.by(() => this.#untilMs(this.asked?.request?.grantedAtUs));
  /** A camera whose control this user is about to lose through inactivity. */
  readonly idle = $derived.by<ControlState | null>(() => this.#ofMine(({ holder }) => holder?.freeAtUs !== undefined && holder.connected));
  readonly idleEndsInMs = $derived.by(() => this.#untilMs(this.idle?.holder?.freeAtUs));

  constructor(deps: LeaseDeps) {
    this.#deps = deps;
    this.#quiet = new QuietCameras(deps.tabs);
    const { events } = deps.hub;
    this.#undo = [
      events.on('control', (state) => this.#received(state)),
      events.on('controlHeld', (error) => deps.notify(errorText(error))),
    ];
  }

  /** Acquires a free camera, requests or cancels the request for a held one, or releases control. */
  async toggle(): Promise<void> {
    const no = whyNot(roleOf(this.#deps.session.user, this.#deps.cameras.selected?.id), 'control');
    if (no) this.#deps.notify(no);
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

  /** Hands control to the requesting user. */
  grant(cameraId: string): Promise<void> {
    return this.#order(() => this.#deps.hub.control.grant(cameraId));
  }

  deny(cameraId: string): Promise<void> {
    return this.#order(() => this.#deps.hub.control.deny(cameraId));
  }

  /** Runs an order that takes free cameras and releases them again, without notices of that. */
  quietly<T>(cameraIds: readonly string[], order: () => Promise<T>): Promise<T> {
    return this.#quiet.during(cameraIds, order);
  }

  /** The user is active on the page: keeps their control alive. */
  noteActivity(nowMs = performance.now()): void {
    if (nowMs - this.#activeAtMs < (this.idle ? ACTIVE_WHEN_WARNED_MS : ACTIVE_EVERY_MS)) return;
    const mine = this.#states.filter(({ holder }) => holder !== null && holder.userId === this.#me);
    if (mine.length === 0) return;
    this.#activeAtMs = nowMs;
    for (const { cameraId } of mine) this.#deps.hub.control.active(cameraId);
  }

  /** Answers the idle warning. */
  stillHere(): void {
    this.#activeAtMs = -Infinity;
    this.noteActivity();
  }

  close(): void {
    for (const undo of this.#undo) undo();
    this.#quiet.close();
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

  #received(state: ControlState): void {
    const before = this.#of(state.cameraId);
    this.#states = [...this.#states.filter((one) => one !== before), state];
    const me = this.#me;
    const notice = me === undefined || this.#isQuiet(state, me) ? null : controlNotice(before, state, me);
    if (before && mineWarned(before, state, me)) this.#deps.announce('Control of the camera ends soon because of inactivity');
    if (notice)
      this.#deps.notify(state.cameraId === this.state?.cameraId ? notice : `${this.#deps.cameras.nameOf(state.cameraId)}: ${notice}`);
    else if (before && state.cameraId === this.state?.cameraId && changesHolder(before, state))
      this.#deps.announce(controlWords(state, me));
  }

  #isQuiet({ cameraId, last }: ControlState, me: string): boolean {
    const own = last?.by?.userId === me && (last.change === 'claimed' || last.change === 'released');
    return own && this.#quiet.has(cameraId);
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
      this.#deps.failed(this.#deps.session.handleError(error));
    } finally {
      this.busy = false;
    }
  }
}

function mineWarned(before: ControlState, { holder }: ControlState, me: string | undefined): boolean {
  const warned = holder?.freeAtUs !== undefined && holder.connected && holder.userId === me;
  return warned && before.holder?.freeAtUs === undefined;
}

function changesHolder(before: ControlState, now: ControlState): boolean {
  return before.holder?.userId !== now.holder?.userId || before.request?.userId !== now.request?.userId;
}
