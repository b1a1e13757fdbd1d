import type { CameraState, ControlState, User } from '@eyepiece/shared-types';
import { addressOf, credentialOf, type HubAddress } from '../address.ts';
import { throwIfAborted, within, type Waiting } from '../deadline.ts';
import { FrameSockets } from '../frames/frame-sockets.ts';
import { HubError } from '../hub-error.ts';
import { newClientId } from '../ids.ts';
import { openRest, type Rest } from '../rest/rest.ts';
import { typedRest, type TypedRest } from '../rest/typed-rest.ts';
import type { Reply } from '../socket/ask.ts';
import { HubLink } from '../socket/hub-link.ts';
import type { HubEventMap } from './announcements.ts';
import { Camera } from './camera.ts';
import { HeldControls } from './held-controls.ts';
import { HubState } from './hub-state.ts';
import { allCaptures, oneCapture, type CaptureFilter, type LibraryCapture, type SearchOptions } from './library.ts';
import { replySchema, type ReplyOf, type RequestName, type RequestOf } from './requests.ts';

export interface ConnectOptions extends HubAddress, Waiting {
  /** In place of the global `fetch`. */
  readonly fetch?: typeof fetch | undefined;
}

/** Above the hub's own deadline (30 s by default), so that its error with the reason arrives first. */
const ASK_TIMEOUT_MS = 40_000;
/** Of REST, where a capture with a long exposure is answered late. */
const REST_TIMEOUT_MS = 120_000;

/** A connection to a hub. It reconnects by itself until `close`, or until the hub rejects the key or sign-in. */
export class Hub {
  /** The REST API with the types of its description. */
  readonly rest: TypedRest;
  /** @internal */
  readonly api: Rest;
  /** @internal */
  readonly frames: FrameSockets;
  /** @internal */
  readonly controls = new HeldControls();
  readonly #link: HubLink;
  readonly #state: HubState;
  readonly #ended = new AbortController();
  #connected = false;
  #clockOffsetMs = 0;

  /** Use `connect`, which waits until the hub has answered. @throws {HubError} */
  constructor(options: ConnectOptions) {
    const [address, credentials] = [addressOf(options), credentialOf(options)];
    const clientId = newClientId();
    this.api = openRest({ address, credentials, fetch: options.fetch, timeoutMs: REST_TIMEOUT_MS });
    this.rest = typedRest(this.api);
    this.frames = new FrameSockets(address, clientId, credentials);
    this.#link = new HubLink(
      address,
      { clientId },
      {
        connection: (change) => {
          this.#connected = change.kind === 'connected';
          this.#state.events.emit('connection', change);
        },
        clock: (offsetMs) => {
          this.#clockOffsetMs = offsetMs;
          this.#state.answered();
        },
        expired: (error) => this.#end(error),
      },
      credentials,
    );
    this.#state = new HubState(this.#link.socket);
  }

  /** @internal Opens the connection, and waits for the whole state. */
  async open({ timeoutMs = ASK_TIMEOUT_MS, signal }: Waiting): Promise<this> {
    const ready = new Promise<void>((resolve) => this.on('ready', resolve));
    this.#link.open();
    try {
      await within(ready, timeoutMs, 'the hub', signal, this.ended);
      return this;
    } catch (error) {
      const { failure } = this.#link;
      this.close();
      // A hub that cannot be reached has a better reason than the deadline.
      const late = error instanceof HubError && error.code === 'hub_timeout';
      throw late && failure ? new HubError('hub_unreachable', `no connection to the hub: ${failure.message}`) : error;
    }
  }

  /** Who the key or token belongs to. */
  get user(): User {
    const { user } = this.#state;
    if (!user) throw new HubError('hub_unreachable', 'the hub has not answered yet');
    return user;
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** Aborted when the connection has ended for good: by `close`, or because the hub rejected the key or sign-in. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Hub clock minus local clock, ms; 0 until it is known. */
  get clockOffsetMs(): number {
    return this.#clockOffsetMs;
  }

  /** Listens for an event of the protocol or of the connection. @returns a function that ends it */
  on<E extends keyof HubEventMap>(event: E, listener: (...args: HubEventMap[E]) => void): () => void {
    return this.#state.events.on(event, listener);
  }

  cameras(): readonly CameraState[] {
    return this.#state.cameras;
  }

  /** Who controls a camera, and who asks for it; undefined before anyone has. */
  controlOf(cameraId: string): ControlState | undefined {
    return this.#state.controlOf(cameraId);
  }

  /** A camera by its id. Requests for a camera that the hub does not know reject with `camera_not_found`. */
  camera(id: string): Camera {
    return new Camera(this, this.#state, id);
  }

  /** Sends an event and waits for its answer. Never queued: rejects with `hub_unreachable` while there is no connection. */
  async ask<E extends RequestName>(
    event: E,
    request: RequestOf<E>,
    { signal, timeoutMs = ASK_TIMEOUT_MS }: Waiting = {},
  ): Promise<ReplyOf<E>> {
    throwIfAborted(this.ended);
    throwIfAborted(signal);
    const answered = this.#link.ask<object>(
      (socket) => {
        // TypeScript does not relate the names of a generic event to its arguments.
        const untyped = socket as unknown as { emitWithAck(event: string, request: unknown): Promise<Reply<object>> };
        return untyped.emitWithAck(event, request);
      },
      Math.max(0, timeoutMs - ASK_TIMEOUT_MS),
    );
    const reply = await within(answered, timeoutMs, event, signal, this.ended);
    const parsed = replySchema(event).safeParse(reply);
    if (!parsed.success) throw new HubError('unexpected_answer', `${event}: ${parsed.error.message}`);
    return parsed.data as ReplyOf<E>;
  }

  /** Captures of the library, newest first, page by page as the loop asks for them. */
  captures(filter: CaptureFilter = {}, options: SearchOptions = {}): AsyncGenerator<LibraryCapture, void, undefined> {
    return allCaptures(this.api, filter, options);
  }

  /** One capture of the library. */
  capture(id: string, waiting: Waiting = {}): Promise<LibraryCapture> {
    return oneCapture(this.api, id, waiting);
  }

  close(): void {
    this.#end(new HubError('hub_unreachable', 'the connection was closed'));
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  #end(error: HubError): void {
    if (this.ended.aborted) return;
    this.#ended.abort(error);
    this.#link.close();
    this.frames.close(error);
    this.#state.events.emit('closed', error);
  }
}

/** Connects to a hub. Resolves when the hub has sent its whole state. @throws {HubError} */
export function connect(options: ConnectOptions): Promise<Hub> {
  return new Hub(options).open(options);
}
