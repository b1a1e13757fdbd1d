/** One connection to a hub, for all elements of the page that have the same address and token. */
import { HubLink } from '@eyepiece/client/socket/hub-link';
import { CameraStates } from '@eyepiece/client/socket/camera-states';
import { FrameWatches } from '@eyepiece/client/frames/frame-watches';
import type { CameraState } from '@eyepiece/shared-types';
import { CameraFeed } from '../feed/camera-feed.ts';
import { enter, isShareSecret, type Entrance } from './enter.ts';
import { Refusal, type Phase } from './phase.ts';

/** A page may be open when the operator adds its origin, and when an expired entry of a guest begins again. */
const RETRY_REFUSED_MS = 30_000;

export class PageConnection {
  readonly #entrance: Entrance;
  readonly #link: HubLink;
  readonly #watches: FrameWatches;
  readonly #states = new CameraStates();
  readonly #cameras = new Map<string, CameraState>();
  readonly #feeds = new Map<string, CameraFeed>();
  readonly #listeners = new Set<() => void>();
  readonly #closing = new AbortController();
  #phase: Phase = { name: 'connecting' };
  /** Hub clock minus local clock, ms; null before the first answer. */
  #hubOffsetMs: number | null = null;
  #guestToken: string | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(entrance: Entrance) {
    this.#entrance = entrance;
    this.#link = new HubLink(
      entrance.address,
      { clientId: crypto.randomUUID() },
      {
        connection: (change) => {
          if (change.kind === 'connected') this.#connected();
          else if (change.kind === 'lost') this.#lost();
        },
        clock: (offsetMs) => (this.#hubOffsetMs = offsetMs),
        expired: ({ code, message }) => this.#refused(message, code === 'session_expired' || code === 'unauthenticated'),
      },
      () => this.#token(),
    );
    const { socket } = this.#link;
    this.#watches = new FrameWatches(socket);
    socket.on('cameras', (cameras) => {
      this.#states.list(cameras);
      this.#cameras.clear();
      for (const camera of cameras) this.#cameras.set(camera.id, camera);
      this.#changed();
    });
    socket.on('camera:described', (description) => this.#put(this.#states.described(description)));
    socket.on('camera:state', (change) => this.#put(this.#states.changed(change)));
    this.#link.open();
  }

  get phase(): Phase {
    return this.#phase;
  }

  camera(id: string): CameraState | null {
    return this.#cameras.get(id) ?? null;
  }

  /** The pictures of a camera, for all elements that show it. */
  feed(cameraId: string): CameraFeed {
    for (const [id, { isIdle }] of this.#feeds) if (isIdle && id !== cameraId) this.#feeds.delete(id);
    const feed =
      this.#feeds.get(cameraId) ?? new CameraFeed(cameraId, this.#watches, (capturedAtUs) => this.#ageMs(cameraId, capturedAtUs));
    this.#feeds.set(cameraId, feed);
    return feed;
  }

  /** @returns a function that unsubscribes */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#closing.abort();
    for (const feed of this.#feeds.values()) feed.close();
    this.#watches.stop();
    this.#link.close();
    this.#listeners.clear();
  }

  async #token(): Promise<string> {
    if (this.#guestToken !== undefined) return this.#guestToken;
    try {
      const token = await enter(this.#entrance, this.#closing.signal);
      // Each entry by a share link makes a guest.
      if (isShareSecret(this.#entrance.credential)) this.#guestToken = token;
      return token;
    } catch (error) {
      if (error instanceof Refusal && error.isOfOrigin) this.#tryLater();
      throw error;
    }
  }

  #connected(): void {
    this.#set({ name: 'connected' });
    this.#watches.connected();
  }

  #lost(): void {
    this.#watches.lost();
    this.#set({ name: 'lost', reason: this.#link.socket.connected ? 'The hub does not answer.' : 'The hub cannot be reached.' });
  }

  /** @param ended whether a sign-in has ended, which a share link can begin again */
  #refused(message: string, ended: boolean): void {
    this.#watches.lost();
    this.#set({ name: 'refused', reason: sentence(message) });
    if (!ended || this.#guestToken === undefined) return;
    this.#guestToken = undefined;
    this.#tryLater();
  }

  #tryLater(): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#link.open(), RETRY_REFUSED_MS);
  }

  #put(camera: CameraState | null): void {
    if (camera === null) return;
    this.#cameras.set(camera.id, camera);
    this.#changed();
  }

  #set(phase: Phase): void {
    if (this.#closing.signal.aborted) return;
    this.#phase = phase;
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  #ageMs(cameraId: string, capturedAtUs: number): number | null {
    if (this.#hubOffsetMs === null) return null;
    const cameraOffsetUs = this.#cameras.get(cameraId)?.clockOffsetUs ?? 0;
    return Math.max(0, Date.now() + this.#hubOffsetMs - (capturedAtUs - cameraOffsetUs) / 1000);
  }
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
