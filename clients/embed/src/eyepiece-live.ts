/** `<eyepiece-live camera="bench-3" src="https://lab.example" token="…">` */
import { judgeLateness } from '@eyepiece/shared-types/wire/liveness';
import { checkAttributes } from './attributes.ts';
import type { Phase } from './connection/phase.ts';
import { borrowConnection, type Borrowed } from './connection/shared-connections.ts';
import type { CameraFeed, FeedViewer, ShownFrame } from './feed/camera-feed.ts';
import { LiveView } from './view/live-view.ts';
import { shownState, type Shown, type ViewState } from './view/view-state.ts';
import { Visibility } from './view/visibility.ts';

export interface StateDetail {
  readonly state: ViewState;
  /** One sentence, or null. */
  readonly reason: string | null;
  readonly cameraName: string;
}

export interface FrameDetail {
  readonly cameraId: string;
  readonly seq: number;
  /** End of the exposure by the clock of the camera, ms since 1970. */
  readonly capturedAtMs: number;
  readonly ageMs: number | null;
  readonly width: number;
  readonly height: number;
  readonly exposureMs: number;
  readonly gainDb: number;
}

const LOOK_EVERY_MS = 250;
const CONNECTING: Phase = { name: 'connecting' };
/** Weight of the newest interval in the mean. */
const NEWEST_SHARE = 0.2;

export class EyepieceLive extends HTMLElement implements FeedViewer {
  static readonly observedAttributes = ['camera', 'src', 'token'];

  readonly #view = new LiveView(this.attachShadow({ mode: 'open' }));
  readonly #visibility = new Visibility(this, () => this.#resized());
  #wasOnScreen = false;
  #token: string | null = null;
  #mistake: string | null = null;
  #cameraId = '';
  #borrowed: Borrowed | undefined;
  #feed: CameraFeed | undefined;
  #unsubscribe: (() => void) | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #isPending = false;
  #refusal: string | null = null;
  #requestedAtMs = 0;
  #drawnAtMs: number | null = null;
  #intervalMs: number | null = null;
  #ageMs: number | null = null;
  #lateMs: number | null = null;
  #shown: Shown = { state: 'connecting', reason: null };

  /** Like the attribute, without writing the token into the document. */
  get token(): string | null {
    return this.#token ?? this.getAttribute('token');
  }

  set token(token: string | null) {
    this.#token = token;
    this.#change();
  }

  get state(): ViewState {
    return this.#shown.state;
  }

  get widthPx(): number | null {
    return this.#visibility.widthPx;
  }

  connectedCallback(): void {
    this.#visibility.start();
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#change();
  }

  disconnectedCallback(): void {
    this.#visibility.stop();
    this.#wasOnScreen = false;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#leave();
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before !== after) this.#change();
  }

  draw(picture: ImageBitmap, { header, ageMs }: ShownFrame): void {
    this.#view.draw(picture);
    const nowMs = performance.now();
    if (this.#drawnAtMs !== null) {
      const interval = nowMs - this.#drawnAtMs;
      this.#intervalMs = this.#intervalMs === null ? interval : this.#intervalMs + NEWEST_SHARE * (interval - this.#intervalMs);
    }
    [this.#drawnAtMs, this.#ageMs] = [nowMs, ageMs];
    if (this.#shown.state !== 'live') this.#look();
    const { seq, capturedAtUs, width, height, exposureMs, gainDb } = header;
    const detail = { cameraId: this.#cameraId, seq, capturedAtMs: capturedAtUs / 1000, ageMs, width, height, exposureMs, gainDb };
    this.dispatchEvent(new CustomEvent<FrameDetail>('frame', { detail }));
  }

  refused(reason: string | null): void {
    if (this.#refusal === reason) return;
    this.#refusal = reason;
    this.#look();
  }

  requested(): void {
    this.#requestedAtMs = performance.now();
    // A picture of before the pause is old, and its interval includes the pause.
    [this.#drawnAtMs, this.#intervalMs, this.#ageMs, this.#lateMs] = [null, null, null, null];
  }

  /** Several attributes that change at once make one connection. */
  #change(): void {
    if (this.#isPending) return;
    this.#isPending = true;
    queueMicrotask(() => {
      this.#isPending = false;
      if (this.isConnected) this.#enter();
    });
  }

  #enter(): void {
    const before = this.#borrowed;
    this.#leaveFeed();
    this.#borrowed = undefined;
    const checked = checkAttributes(
      { src: this.getAttribute('src'), camera: this.getAttribute('camera'), token: this.token },
      document.baseURI,
    );
    this.#mistake = checked.mistake;
    this.#view.clear();
    this.requested();
    this.#refusal = null;
    if (checked.mistake === null) {
      this.#cameraId = checked.cameraId;
      this.#borrowed = borrowConnection(checked.entrance);
      const { connection } = this.#borrowed;
      this.#unsubscribe = connection.onChange(() => this.#look());
      this.#feed = connection.feed(checked.cameraId);
      this.#feed.add(this);
    }
    // After the new one, which may be the same.
    before?.release();
    this.#look();
  }

  #leave(): void {
    this.#leaveFeed();
    this.#borrowed?.release();
    this.#borrowed = undefined;
  }

  #leaveFeed(): void {
    this.#unsubscribe?.();
    this.#feed?.remove(this);
    this.#feed = undefined;
  }

  #resized(): void {
    const isOnScreen = this.widthPx !== null;
    // Another element may have kept the stream going, so that it does not begin again.
    if (isOnScreen && !this.#wasOnScreen) this.requested();
    this.#wasOnScreen = isOnScreen;
    this.#feed?.update();
    this.#look();
  }

  #look(): void {
    const connection = this.#borrowed?.connection;
    const camera = connection?.camera(this.#cameraId) ?? null;
    const nowMs = performance.now();
    const sinceFrameMs = this.#drawnAtMs === null ? null : nowMs - this.#drawnAtMs;
    this.#lateMs = judgeLateness({ camera, ageMs: this.#ageMs, sinceFrameMs, wasLate: this.#lateMs !== null });
    const shown = shownState({
      mistake: this.#mistake,
      phase: connection?.phase ?? CONNECTING,
      cameraId: this.#cameraId,
      camera,
      refusal: this.#refusal,
      stream: {
        watching: this.widthPx !== null,
        watchedForMs: nowMs - this.#requestedAtMs,
        sinceFrameMs,
        observedIntervalMs: this.#intervalMs,
      },
      lateMs: this.#lateMs,
    });
    const cameraName = camera?.name ?? this.#cameraId;
    const ageMs = this.#ageMs === null || sinceFrameMs === null ? null : shown.state === 'live' ? this.#ageMs : this.#ageMs + sinceFrameMs;
    this.#view.show(shown, cameraName, ageMs);
    const { state, reason } = this.#shown;
    this.#shown = shown;
    if (shown.state === state && shown.reason === reason) return;
    this.dispatchEvent(new CustomEvent<StateDetail>('state', { detail: { ...shown, cameraName } }));
  }
}
