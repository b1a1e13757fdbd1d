import type { Point, Pointer } from '@eyepiece/shared-types';
import type { HubClient } from '../hub/clients/hub-client.ts';
import type { Session } from '../people/session.svelte.ts';
import { PointerSender } from './pointer-sender.ts';

/** A pointer without updates is hidden after this time, ms. */
const GONE_AFTER_MS = 5000;

export type SeenPointer = Pointer & { readonly at: Point };

/** Pointers on a camera's live picture: of this user while sharing, and of other users. */
export class SharedPointers {
  /** Whether the pointer tool is active and sends positions. */
  sharing = $state(false);
  #all = $state.raw<readonly SeenPointer[]>([]);
  #cameraId = '';
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- timers: nothing is rendered from them
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #session: Session;
  readonly #hub: HubClient;
  readonly #sender: PointerSender;

  readonly others = $derived.by<readonly SeenPointer[]>(() => this.#all.filter(({ userId }) => userId !== this.#session.user?.id));

  constructor({ hub, session }: { readonly hub: HubClient; readonly session: Session }) {
    this.#hub = hub;
    this.#session = session;
    this.#sender = new PointerSender((at) => hub.control.point(this.#cameraId, at));
  }

  /** Shows the pointers of other users on this camera. Returns a function that stops it. */
  follow(cameraId: string): () => void {
    this.#cameraId = cameraId;
    const undo = this.#hub.events.on('pointer', (pointer) => this.#received(pointer));
    return () => {
      undo();
      this.stop();
      for (const userId of this.#timers.keys()) this.#forget(userId);
    };
  }

  toggle(): void {
    if (this.sharing) this.stop();
    else this.sharing = true;
  }

  /** @param at sensor pixels; null when the pointer has left the picture */
  point(at: Point | null): void {
    if (this.sharing && at) this.#sender.point(at);
    else this.#sender.stop();
  }

  stop(): void {
    this.sharing = false;
    this.#sender.stop();
  }

  #received({ at, ...pointer }: Pointer): void {
    if (pointer.cameraId !== this.#cameraId) return;
    if (at === null) {
      this.#forget(pointer.userId);
      return;
    }
    clearTimeout(this.#timers.get(pointer.userId));
    this.#timers.set(
      pointer.userId,
      setTimeout(() => this.#forget(pointer.userId), GONE_AFTER_MS),
    );
    this.#all = [...this.#all.filter(({ userId }) => userId !== pointer.userId), { ...pointer, at }];
  }

  #forget(gone: string): void {
    clearTimeout(this.#timers.get(gone));
    this.#timers.delete(gone);
    this.#all = this.#all.filter(({ userId }) => userId !== gone);
  }
}
