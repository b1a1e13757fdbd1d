/** Subscriptions to the analysis of a camera's pictures. The camera receives the union of all requests. */
import { analysisWatchAnswerSchema, type AnalysisRequest, type AnalysisWatchParams } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import { HubError } from '../../errors.ts';
import type { Camera } from '../../ingest/camera.ts';
import type { CameraRegistry } from '../../ingest/registry.ts';
import { checkAreas, idsOf, isEmpty, NO_PARTS, partsOf, unionOf, type WatchedParts } from './analysis-areas.ts';
import type { CameraOrders } from '../orders.ts';

const TOO_OLD = 'The camera service is too old to measure regions and lines; update it, or measure the whole picture';

interface Sending {
  readonly running: Promise<void>;
  next?: Promise<void>;
}

/** A subscriber, compared by identity. */
type Watcher = object;

interface Subscription {
  readonly parts: WatchedParts;
  /** Whose areas count together; null for another hub. */
  readonly userId: string | null;
}

/** What a subscriber receives from now on. */
export interface Watched {
  /** Ids of areas, and `WHOLE_PICTURE`. */
  readonly asked: ReadonlySet<string>;
  /** Ids of its areas outside the present picture; null when the peer knows no areas, or is not connected. */
  readonly outside: readonly string[] | null;
}

export interface AnalysisWatchesParts {
  readonly registry: CameraRegistry;
  readonly orders: CameraOrders;
  readonly logger: Logger;
}

export class AnalysisWatches {
  readonly #orders: CameraOrders;
  readonly #registry: CameraRegistry;
  readonly #logger: Logger;
  readonly #subscriptions = new Map<string, Map<Watcher, Subscription>>();
  /** The last request sent to each camera on its current link, and the areas outside its picture. */
  readonly #sent = new Map<string, { readonly text: string; readonly outside: readonly string[] | null }>();
  /** By camera: the request in progress, and the one that follows it. */
  readonly #sending = new Map<string, Sending>();

  constructor({ registry, orders, logger }: AnalysisWatchesParts) {
    this.#registry = registry;
    this.#orders = orders;
    this.#logger = logger;
    const follow = (camera: Camera): void => {
      camera.on('attached', () => {
        this.#sent.delete(camera.id);
        if (this.#subscriptions.has(camera.id)) this.#sendInBackground(camera.id);
      });
      camera.on('stopped', () => this.#sendInBackground(camera.id));
    };
    for (const camera of registry.all) follow(camera);
    registry.on('added', follow);
  }

  /**
   * Replaces the watcher's request. While the camera is offline, the request is stored until it reconnects.
   * @returns the ids of the results that the watcher receives
   * @throws {HubError} limit_reached; setting_rejected for an area outside the picture; the camera's message when it
   * refuses. The previous request stays in effect
   */
  async watch(watcher: Watcher, userId: string, cameraId: string, request: AnalysisRequest): Promise<ReadonlySet<string>> {
    const { asked } = await this.#watch(watcher, cameraId, { parts: partsOf(request), userId });
    return asked;
  }

  /** The same for another hub, which answers its own people for areas outside the picture. */
  watchForHub(watcher: Watcher, cameraId: string, request: AnalysisWatchParams): Promise<Watched> {
    return this.#watch(watcher, cameraId, { parts: partsOf(request), userId: null });
  }

  async #watch(watcher: Watcher, cameraId: string, subscription: Subscription): Promise<Watched> {
    const camera = this.#orders.camera(cameraId);
    const before = this.#subscriptions.get(cameraId)?.get(watcher);
    this.#check(watcher, cameraId, subscription);
    this.#subscribe(watcher, cameraId, subscription);
    let outside: readonly string[] | null = null;
    if (camera.online) {
      try {
        await this.#send(cameraId);
        outside = this.#outside(cameraId, subscription);
      } catch (error) {
        if (!this.#orders.camera(cameraId).online) return { asked: this.#asked(watcher, cameraId), outside: null };
        if (this.#subscriptions.get(cameraId)?.get(watcher) === subscription) this.#subscribe(watcher, cameraId, before);
        this.#sendInBackground(cameraId);
        throw error;
      }
    }
    return { asked: this.#asked(watcher, cameraId), outside };
  }

  /** @throws {HubError} when areas of a person are not measured */
  #outside(cameraId: string, { parts, userId }: Subscription): readonly string[] | null {
    const known = this.#registry.get(cameraId)?.stopped ? [] : (this.#sent.get(cameraId)?.outside ?? null);
    const outside = known?.filter((id) => parts.areas.has(id)) ?? null;
    if (userId === null || parts.areas.size === 0) return outside;
    if (outside === null) throw new HubError('camera_error', TOO_OLD);
    const [first] = outside;
    if (first !== undefined) throw new HubError('setting_rejected', `${first.replace(':', ' ')} px is outside the picture`);
    return outside;
  }

  /** A later request, or the end, may have replaced the one that was awaited. */
  #asked(watcher: Watcher, cameraId: string): ReadonlySet<string> {
    return idsOf(this.#subscriptions.get(cameraId)?.get(watcher)?.parts ?? NO_PARTS);
  }

  /** Does nothing when the watcher has no request for this camera. */
  unwatch(watcher: Watcher, cameraId: string): void {
    if (!this.#subscriptions.get(cameraId)?.has(watcher)) return;
    this.#subscribe(watcher, cameraId, undefined);
    this.#sendInBackground(cameraId);
  }

  /** Removes all requests of a watcher that has disconnected. */
  leave(watcher: Watcher): void {
    for (const cameraId of [...this.#subscriptions.keys()]) this.unwatch(watcher, cameraId);
  }

  #check(watcher: Watcher, cameraId: string, subscription: Subscription): void {
    const others = [...(this.#subscriptions.get(cameraId) ?? [])].flatMap(([one, known]) => (one === watcher ? [] : [known]));
    const own = others.filter(({ userId }) => userId !== null && userId === subscription.userId);
    const parts = (all: readonly Subscription[]): WatchedParts[] => [...all, subscription].map((one) => one.parts);
    checkAreas(parts(others), subscription.userId === null ? [NO_PARTS] : parts(own));
  }

  #subscribe(watcher: Watcher, cameraId: string, subscription: Subscription | undefined): void {
    const subscriptions = this.#subscriptions.get(cameraId) ?? new Map<Watcher, Subscription>();
    subscriptions.delete(watcher);
    if (subscription && !isEmpty(subscription.parts)) subscriptions.set(watcher, subscription);
    if (subscriptions.size > 0) this.#subscriptions.set(cameraId, subscriptions);
    else this.#subscriptions.delete(cameraId);
  }

  /** One request at a time per camera. Each contains the union at the moment of sending. */
  #send(cameraId: string): Promise<void> {
    const before = this.#sending.get(cameraId);
    if (before) {
      // The next request is built when it is sent, so all callers until then share it.
      before.next ??= before.running.then(
        () => this.#start(cameraId),
        () => this.#start(cameraId),
      );
      return before.next;
    }
    return this.#start(cameraId);
  }

  #start(cameraId: string): Promise<void> {
    const running = this.#sendUnion(cameraId);
    const sending: Sending = { running };
    this.#sending.set(cameraId, sending);
    const forget = (): void => {
      if (this.#sending.get(cameraId) === sending && sending.next === undefined) this.#sending.delete(cameraId);
    };
    running.then(forget, forget);
    return running;
  }

  async #sendUnion(cameraId: string): Promise<void> {
    // Measuring needs frames, which a stopped camera does not expose.
    const stopped = this.#registry.get(cameraId)?.stopped !== undefined;
    const request = unionOf(stopped ? [] : [...(this.#subscriptions.get(cameraId)?.values() ?? [])].map(({ parts }) => parts));
    const text = JSON.stringify(request);
    if (text === (this.#sent.get(cameraId)?.text ?? JSON.stringify(unionOf([])))) return;
    const { outside = null } = await this.#orders.send(cameraId, 'analysis.watch', request, analysisWatchAnswerSchema);
    this.#sent.set(cameraId, { text, outside });
  }

  #sendInBackground(cameraId: string): void {
    this.#send(cameraId).catch((error: unknown) => {
      // An offline camera has no subscriptions; `attached` sends them again.
      if (this.#registry.get(cameraId)?.online) this.#logger.warn({ cameraId, err: error }, 'the camera refused the analysis request');
    });
  }
}
