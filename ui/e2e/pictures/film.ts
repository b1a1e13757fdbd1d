/** Records a page and writes an animated WebP. */
import type { CDPSession, Page } from 'playwright-core';
import sharp from 'sharp';

interface Frame {
  readonly atMs: number;
  readonly jpeg: Buffer;
}

/** A bound for a page that never rests. */
const FRAMES_MAX = 1200;
const STEP_MS = 125;
/** A recording that takes longer, on a slow machine, is played faster. */
const PLAYED_MS_MAX = 14_000;
const WIDTH_PX = 864;
const QUALITIES = [62, 52, 44, 36, 28];

export class Recorder {
  readonly #cdp: CDPSession;
  readonly #frames: Frame[] = [];

  private constructor(cdp: CDPSession) {
    this.#cdp = cdp;
  }

  static async start(page: Page): Promise<Recorder> {
    const cdp = await page.context().newCDPSession(page);
    const recorder = new Recorder(cdp);
    cdp.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
      const atMs = (metadata.timestamp ?? Date.now() / 1000) * 1000;
      if (recorder.#frames.length < FRAMES_MAX) recorder.#frames.push({ atMs, jpeg: Buffer.from(data, 'base64') });
      // Fails only when the page has gone.
      cdp.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
    });
    await cdp.send('Page.startScreencast', { format: 'jpeg', quality: 92, everyNthFrame: 1 });
    return recorder;
  }

  async stop(): Promise<Film> {
    await this.#cdp.send('Page.stopScreencast');
    const endMs = Date.now();
    await this.#cdp.detach();
    return new Film(atSteps(this.#frames, endMs));
  }
}

/** One frame per step: the newest one of that moment. Frames that stay are one frame with a longer delay. */
function atSteps(frames: readonly Frame[], endMs: number): { jpeg: Buffer; delayMs: number }[] {
  const first = frames[0];
  if (first === undefined) throw new Error('the browser has recorded no frame');
  const stepMs = STEP_MS * Math.max(1, (endMs - first.atMs) / PLAYED_MS_MAX);
  const shown: { jpeg: Buffer; delayMs: number }[] = [];
  for (let atMs = first.atMs, next = 0; atMs < endMs; atMs += stepMs) {
    while (next + 1 < frames.length && frames[next + 1]!.atMs <= atMs) next += 1;
    const { jpeg } = frames[next]!;
    const last = shown.at(-1);
    if (last?.jpeg === jpeg) last.delayMs += STEP_MS;
    else shown.push({ jpeg, delayMs: STEP_MS });
  }
  return shown;
}

class Film {
  readonly #frames: readonly { jpeg: Buffer; delayMs: number }[];

  constructor(frames: readonly { jpeg: Buffer; delayMs: number }[]) {
    this.#frames = frames;
  }

  get durationMs(): number {
    return this.#frames.reduce((sum, { delayMs }) => sum + delayMs, 0);
  }

  /** The best quality that is not larger. @throws if none is */
  async encode(bytesMax: number): Promise<Buffer> {
    const pictures = await Promise.all(
      this.#frames.map(({ jpeg }) => sharp(jpeg).resize(WIDTH_PX).png({ compressionLevel: 1 }).toBuffer()),
    );
    const delay = this.#frames.map(({ delayMs }) => delayMs);
    let size = 0;
    for (const quality of QUALITIES) {
      const film = await sharp(pictures, { join: { animated: true } })
        .webp({ quality, delay, loop: 0, effort: 4, mixed: true })
        .toBuffer();
      if (film.length <= bytesMax) return film;
      size = film.length;
    }
    throw new Error(`the film has ${size} bytes at the lowest quality; at most ${bytesMax} are allowed`);
  }
}
