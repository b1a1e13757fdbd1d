import type { RewindKey, RewindPage } from '@eyepiece/shared-types';
import { asHubError } from '@eyepiece/client/hub-error';
import { errorText } from '../../text/error-text.ts';
import { PastPictures } from './past-pictures.ts';

/** The hub holds the frames for 30 s after each request. */
const RENEW_MS = 10_000;
/** Above the pages of a full ring, so that an endless list ends. */
const PAGES_MAX = 12;
const FIRST_RETRY_MS = 1000;

export interface PastFramesClient {
  /** The frames after this time, oldest first. @throws {HubError} */
  pastFrames(cameraId: string, afterUs: number | undefined, signal: AbortSignal): Promise<RewindPage>;
  /** The JPEG that viewers saw. @throws {HubError} */
  pastFrame(cameraId: string, key: RewindKey, signal: AbortSignal): Promise<Blob>;
}

export interface PastPicture {
  readonly key: RewindKey;
  readonly url: string;
}

/** Looks back at the last frames of one camera. One request is in flight; the picture that was asked for last wins. */
export class Rewinding {
  /** null while the live picture is shown */
  cameraId = $state<string | null>(null);
  /** Oldest first. */
  frames = $state.raw<readonly RewindKey[]>([]);
  /** Place of the wanted frame in `frames`. */
  at = $state(0);
  picture = $state.raw<PastPicture | null>(null);
  loading = $state(false);
  error = $state<string | null>(null);
  readonly #client: PastFramesClient;
  readonly #pictures = new PastPictures();
  #ending = new AbortController();
  #renewal: ReturnType<typeof setInterval> | undefined;
  #fetching = false;
  #listing = false;

  readonly wanted = $derived.by<RewindKey | null>(() => this.frames[this.at] ?? null);

  constructor(client: PastFramesClient) {
    this.#client = client;
  }

  /** Begins with the newest frame. */
  async start(cameraId: string): Promise<void> {
    this.stop();
    this.cameraId = cameraId;
    this.loading = true;
    const { signal } = this.#ending;
    this.#renewal = setInterval(() => void this.#list(cameraId, signal), RENEW_MS);
    await this.#list(cameraId, signal);
    if (signal.aborted) return;
    this.loading = false;
    this.seek(this.frames.length - 1);
  }

  /** Back to the live picture. */
  stop(): void {
    this.#ending.abort();
    this.#ending = new AbortController();
    clearInterval(this.#renewal);
    this.#pictures.clear();
    this.#fetching = false;
    this.#listing = false;
    Object.assign(this, { cameraId: null, frames: [], at: 0, picture: null, loading: false, error: null });
  }

  step(by: number): void {
    this.seek(this.at + by);
  }

  seek(at: number): void {
    this.at = Math.max(0, Math.min(this.frames.length - 1, Math.round(at)));
    this.error = null;
    void this.#show(this.#ending.signal);
  }

  /** Adds newer frames and removes those that the camera service has dropped, except the wanted one. */
  async #list(cameraId: string, signal: AbortSignal): Promise<void> {
    // On a slow link, a list may take longer than the interval; two at once would add each frame twice.
    if (this.#listing) return;
    this.#listing = true;
    try {
      for (let pages = 0, more = true; more && pages < PAGES_MAX; pages += 1) {
        const page = await this.#client.pastFrames(cameraId, this.frames.at(-1)?.capturedAtUs, signal);
        if (signal.aborted) return;
        const { wanted } = this;
        const added = page.capturedAtUs.map((capturedAtUs, index) => ({ capturedAtUs, seq: page.seq[index] ?? 0 }));
        // Without a frame, as after a restart of the camera service, all that are listed here are gone.
        const oldestUs = page.fromUs ?? Infinity;
        this.frames = [...this.frames.filter((frame) => frame === wanted || frame.capturedAtUs >= oldestUs), ...added];
        this.at = wanted ? this.frames.indexOf(wanted) : 0;
        more = page.more && added.length > 0;
      }
    } catch (error) {
      if (!signal.aborted) this.error = errorText(error);
    } finally {
      if (!signal.aborted) this.#listing = false;
    }
  }

  async #show(signal: AbortSignal): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    const isOver = (): boolean => signal.aborted;
    for (let retryMs = FIRST_RETRY_MS; !isOver();) {
      const { wanted, cameraId } = this;
      if (!wanted || cameraId === null || this.error !== null || this.picture?.key === wanted) break;
      try {
        const url = this.#pictures.get(wanted) ?? (await this.#fetch(cameraId, wanted, signal));
        if (url === null) return;
        this.picture = { key: wanted, url };
        retryMs = FIRST_RETRY_MS;
      } catch (error) {
        if (isOver()) return;
        if (asHubError(error).code !== 'rate_limited') {
          if (this.wanted === wanted) this.error = errorText(error);
          continue;
        }
        await new Promise((resolve) => setTimeout(resolve, retryMs));
        retryMs *= 2;
      }
    }
    if (!isOver()) this.#fetching = false;
  }

  /** null when looking back has ended meanwhile */
  async #fetch(cameraId: string, wanted: RewindKey, signal: AbortSignal): Promise<string | null> {
    const jpeg = await this.#client.pastFrame(cameraId, wanted, signal);
    return signal.aborted ? null : this.#pictures.add(wanted, jpeg);
  }
}
