/** What a page shows as video, and its decoder. */
import type { Page, Worker } from 'playwright-core';
import { expect } from 'vitest';
import { SOON } from './browser.ts';

type Preference = 'Automatic' | 'Exact (JPEG)' | 'Economical (video)';

export interface DecoderReport {
  /** Decoders that the page has opened since `recordDecoders`. */
  readonly made: number;
  readonly state: CodecState | undefined;
  readonly codec: string | undefined;
  readonly keyFrames: number;
  /** Access units given to the decoders. */
  readonly given: number;
  /** Pictures that they returned. */
  readonly returned: number;
  /** Pictures that are not closed yet. */
  readonly open: number;
  /** What followed the last failure; undefined before one, and until a picture has come. */
  readonly recovery: Recovery | undefined;
}

/** From the failure of a decoder, when the page asks for a key frame, to the first picture. By the clock of the page. */
export interface Recovery {
  /** Frames that the page received after the one that failed, up to the first key frame. */
  readonly framesToKey: number;
  /** Whether the first picture is that of the first key frame. */
  readonly isOfFirstKey: boolean;
  readonly tookMs: number;
}

interface Recorder {
  readonly report: () => DecoderReport;
  /** The decoders of the page fail from now on, at once or with their next access unit. */
  readonly fail: (how: 'once' | 'always') => void;
}

export class VideoPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async prefer(name: Preference): Promise<void> {
    await this.#page.getByTestId('picture-menu').click();
    await this.#page.getByRole('menuitem', { name }).click();
  }

  /** Waits until the page shows video, or JPEG frames. */
  async untilShown(kind: 'video' | 'exact', timeoutMs: number = SOON.timeout): Promise<void> {
    await this.#page.locator(`[data-testid=viewport][data-picture=${kind}]`).waitFor({ timeout: timeoutMs });
  }

  /** What the page shows now. */
  shown(): Promise<string | null> {
    return this.#page.getByTestId('viewport').getAttribute('data-picture');
  }

  /** Counts what decoders that are opened from now on do. */
  async recordDecoders(): Promise<void> {
    await (await this.#worker()).evaluate(record);
  }

  async decoders(): Promise<DecoderReport> {
    return (await this.#worker()).evaluate(() => (globalThis as unknown as { recorder: Recorder }).recorder.report());
  }

  async failDecoders(how: 'once' | 'always'): Promise<void> {
    await (await this.#worker()).evaluate((given) => (globalThis as unknown as { recorder: Recorder }).recorder.fail(given), how);
  }

  /** The worker that decodes the pictures. */
  async #worker(): Promise<Worker> {
    const find = (): Worker | undefined => this.#page.workers().find((worker) => worker.url().includes('stream.worker'));
    await expect.poll(() => find() !== undefined, SOON).toBe(true);
    return find()!;
  }
}

/** Runs in the worker. */
function record(): void {
  const Native = globalThis.VideoDecoder;
  const made: VideoDecoder[] = [];
  const counts = { codec: undefined as string | undefined, keyFrames: 0, given: 0, returned: 0, open: 0 };
  const open = new Set<VideoFrame>();
  let failing: 'once' | 'always' | undefined;
  let failed: { order: number; atMs: number; keyOrder?: number } | undefined;
  let recovery: Recovery | undefined;
  const broken = new DOMException('The test breaks this decoder', 'EncodingError');
  class Recorded extends Native {
    readonly #error: (error: DOMException) => void;

    constructor({ output, error }: VideoDecoderInit) {
      super({
        error,
        output: (picture) => {
          counts.returned += 1;
          if (failed?.keyOrder !== undefined) {
            recovery = {
              framesToKey: failed.keyOrder - failed.order,
              isOfFirstKey: picture.timestamp === failed.keyOrder,
              tookMs: performance.now() - failed.atMs,
            };
            failed = undefined;
          }
          const close = picture.close.bind(picture);
          picture.close = () => {
            open.delete(picture);
            close();
          };
          open.add(picture);
          output(picture);
        },
      });
      this.#error = error;
      made.push(this);
    }

    override configure(config: VideoDecoderConfig): void {
      counts.codec = config.codec;
      super.configure(config);
    }

    override decode(chunk: EncodedVideoChunk): void {
      counts.given += 1;
      if (chunk.type === 'key') counts.keyFrames += 1;
      if (failing === undefined) {
        // The player numbers the frames that arrive, and uses the number as the timestamp.
        if (failed && chunk.type === 'key') failed.keyOrder ??= chunk.timestamp;
        super.decode(chunk);
        return;
      }
      if (failing === 'once') failing = undefined;
      this.close();
      recovery = undefined;
      failed = { order: chunk.timestamp, atMs: performance.now() };
      queueMicrotask(() => this.#error(broken));
    }
  }
  globalThis.VideoDecoder = Recorded;
  const recorder: Recorder = {
    report: () => ({ ...counts, made: made.length, state: made.at(-1)?.state, open: open.size, recovery }),
    fail: (how) => void (failing = how),
  };
  Object.assign(globalThis, { recorder });
}
