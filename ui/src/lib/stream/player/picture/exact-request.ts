import { ExactPicture } from './exact-picture.ts';

/** A frame over a slow link may take several seconds. */
const ANSWER_MS = 15_000;

/** Fetches a JPEG of full size, taken now. */
export type FetchSnapshot = (cameraId: string, signal: AbortSignal) => Promise<Uint8Array>;

/** @param address protocol, host and base path of the hub */
export function snapshotsOf(address: string): FetchSnapshot {
  return async (cameraId, signal) => {
    const url = `${address}/api/v1/cameras/${encodeURIComponent(cameraId)}/snapshot.jpg`;
    const response = await fetch(url, { credentials: 'same-origin', cache: 'no-store', signal });
    if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
    return new Uint8Array(await response.arrayBuffer());
  };
}

/** Gets one exact picture at a time while video or a reduced JPEG is shown. */
export class ExactRequest {
  readonly #fetch: FetchSnapshot;
  #running: AbortController | null = null;

  constructor(fetch: FetchSnapshot) {
    this.#fetch = fetch;
  }

  get running(): boolean {
    return this.#running !== null;
  }

  /** @returns null if `cancel` or another request came first. @throws if the hub or the camera has none */
  async picture(cameraId: string): Promise<ExactPicture | null> {
    this.cancel();
    const own = new AbortController();
    this.#running = own;
    const timer = setTimeout(() => own.abort(new Error(`no exact picture within ${ANSWER_MS} ms`)), ANSWER_MS);
    try {
      const picture = await ExactPicture.decode(await this.#fetch(cameraId, own.signal));
      if (own === this.#running) return picture;
      picture.close();
      return null;
    } catch (error) {
      if (own !== this.#running) return null;
      throw error;
    } finally {
      clearTimeout(timer);
      if (own === this.#running) this.#running = null;
    }
  }

  cancel(): void {
    const running = this.#running;
    this.#running = null;
    running?.abort();
  }
}
