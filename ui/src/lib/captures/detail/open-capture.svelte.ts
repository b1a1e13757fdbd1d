import type { Capture } from '@eyepiece/shared-types';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import type { Session } from '../../people/session.svelte.ts';
import { errorText } from '../../text/error-text.ts';
import type { Library } from '../grid/library.svelte.ts';
import { CaptureEditor } from './capture-editor.svelte.ts';
import type { Neighbourhood } from './neighbourhood.svelte.ts';

export interface OpenCaptureDeps {
  readonly hub: HubClient;
  readonly session: Session;
  readonly library: Library;
  readonly near: Neighbourhood;
  /** Called when another capture is shown. */
  readonly opened: (capture: Capture) => void;
}

/** The capture of the detail view, with its editor. Follows changes by other users. */
export class OpenCapture {
  now = $state.raw<Capture | null>(null);
  editor = $state.raw<CaptureEditor | null>(null);
  error = $state<string | null>(null);
  #id: string | null = null;
  readonly #deps: OpenCaptureDeps;

  constructor(deps: OpenCaptureDeps) {
    this.#deps = deps;
  }

  /** Listens to the hub until the returned function is called. */
  follow(): () => void {
    const { events } = this.#deps.hub;
    const undo = [
      events.on('captureUpdated', (changed) => this.#renew(changed)),
      events.on('captureDeleted', ({ id, deletedAt }) => {
        if (this.now?.id === id) this.#renew({ ...this.now, deletedAt });
      }),
      // The hub's answer reports that it no longer exists.
      events.on('capturePurged', ({ id }) => {
        if (id === this.#id) this.#askAgain();
      }),
      events.on('capturesChanged', ({ ids }) => {
        if (this.#id !== null && (ids?.includes(this.#id) ?? true)) this.#askAgain();
      }),
      events.on('welcome', () => this.#askAgain()),
    ];
    return () => {
      for (const each of undo) each();
    };
  }

  /** Shows a capture until the returned function is called. */
  open(id: string): () => void {
    const { near, library, session } = this.#deps;
    let current = true;
    this.#id = id;
    this.error = null;
    const known = near.known(id) ?? library.get(id);
    if (known) this.#show(known);
    else this.now = null;
    // Shows the library's data until the complete capture is loaded.
    void near.capture(id).then(
      (found) => current && found !== this.now && this.#show(found),
      (failure: unknown) => current && (this.error = errorText(session.handleError(failure))),
    );
    return () => {
      current = false;
      this.editor?.close();
      this.editor = null;
    };
  }

  #renew(changed: Capture): void {
    if (changed.id !== this.#id) return;
    this.now = changed;
    this.editor?.receive(changed);
  }

  #askAgain(): void {
    const id = this.#id;
    if (id === null) return;
    this.#deps.near.capture(id).then(
      (found) => {
        if (id !== this.#id) return;
        this.error = null;
        this.#show(found);
      },
      (failure: unknown) => {
        if (id === this.#id) this.error = errorText(this.#deps.session.handleError(failure));
      },
    );
  }

  #show(found: Capture): void {
    if (this.now?.id !== found.id) this.#deps.opened(found);
    this.now = found;
    if (this.editor) this.editor.receive(found);
    else this.editor = new CaptureEditor(found, this.#deps.hub, this.#deps.session);
  }
}
