import type { CameraSettings, DisplayWindow } from '@eyepiece/shared-types';
import { encodeFrame } from '@eyepiece/shared-types/wire/frame';
import type { FrameLink, FrameLinkEvents } from '../../frame-link.ts';
import { Specimen } from './specimen.ts';

export const FAKE_CHANNEL = 'eyepiece-fake';
/** Messages from the fake hub to the fake link in the worker. */
export interface FakeWorld {
  readonly streaming: boolean;
  readonly settings: CameraSettings;
  readonly display?: DisplayWindow;
}

const JPEG_QUALITY = 0.85;

/** Synthetic frames at the camera's rate, with the real header and decoder. */
export class FakeFrameLink implements FrameLink {
  readonly #events: FrameLinkEvents;
  readonly #channel = new BroadcastChannel(FAKE_CHANNEL);
  readonly #specimen = new Specimen();
  readonly #canvas = new OffscreenCanvas(1280, 1024);
  #world: FakeWorld | null = null;
  #cameraId: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #seq = 0;

  constructor(events: FrameLinkEvents) {
    this.#events = events;
    this.#channel.onmessage = (event: MessageEvent<FakeWorld | 'hello'>) => {
      if (event.data !== 'hello') this.#world = event.data;
    };
    this.#channel.postMessage('hello');
  }

  open(): void {
    this.#events.connected();
  }

  close(): void {
    this.unwatch();
    this.#channel.close();
  }

  retryNow(): void {
    this.#events.connected();
  }

  watch(cameraId: string): void {
    this.unwatch();
    this.#cameraId = cameraId;
    this.#events.flow({ cameraId, ackEvery: 8, window: 16, width: 0, dropped: 0 });
    void this.#next();
  }

  unwatch(): void {
    clearTimeout(this.#timer);
    this.#cameraId = null;
  }

  ack(): void {
    // The fake has no flow control.
  }

  resetVideo(): void {
    // The fake sends JPEG frames only.
  }

  async #next(): Promise<void> {
    const cameraId = this.#cameraId;
    const startMs = performance.now();
    const settings = this.#world?.settings;
    if (settings && this.#world?.streaming) await this.#send(cameraId, settings);
    if (cameraId === null || cameraId !== this.#cameraId) return;
    const intervalMs = Math.max(1000 / (settings?.frameRate ?? 30), settings?.exposure ?? 0);
    this.#timer = setTimeout(() => void this.#next(), Math.max(0, intervalMs - (performance.now() - startMs)));
  }

  async #send(cameraId: string | null, settings: CameraSettings): Promise<void> {
    const { width, height } = settings.roi;
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    const context = this.#canvas.getContext('2d');
    if (!context || cameraId === null) return;
    const capturedAtUs = Date.now() * 1000;
    this.#specimen.paint(context, width, height, performance.now() / 1000, settings);
    if (this.#world?.display) applyWindow(context, width, height, this.#world.display);
    const blob = await this.#canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY });
    const jpeg = new Uint8Array(await blob.arrayBuffer());
    const fields = { seq: this.#seq++, flags: 0, capturedAtUs, width, height, exposureMs: settings.exposure, gainDb: settings.gain };
    if (cameraId === this.#cameraId) this.#events.frame(cameraId, encodeFrame(fields, jpeg));
  }
}

function applyWindow(
  context: OffscreenCanvasRenderingContext2D,
  width: number,
  height: number,
  { black, white, gamma }: DisplayWindow,
): void {
  const shown = Uint8ClampedArray.from(
    { length: 256 },
    (_, level) => 255 * Math.max(0, (level / 255 - black) / (white - black)) ** (1 / gamma),
  );
  const picture = context.getImageData(0, 0, width, height);
  const { data } = picture;
  for (let at = 0; at < data.length; at++) if (at % 4 !== 3) data[at] = shown[data[at] ?? 0] ?? 0;
  context.putImageData(picture, 0, 0);
}
