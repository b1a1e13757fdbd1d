/** Creates a stream for each camera as it appears. */
import type { Camera } from '../ingest/camera.ts';
import type { CameraRegistry } from '../ingest/registry.ts';
import { MeasuredLoad } from './link/hub-load.ts';
import { Stream, type StreamOptions } from './stream.ts';

const TICK_MS = 250;

export class Fanout {
  readonly #streams = new Map<string, Stream>();
  readonly #timer: NodeJS.Timeout;
  readonly #options: StreamOptions;
  /** The load of this hub, as viewers need it to measure their links. */
  readonly load = new MeasuredLoad();

  constructor(registry: CameraRegistry, options: StreamOptions = {}) {
    this.#options = options;
    for (const camera of registry.all) this.#add(camera);
    registry.on('added', (camera) => this.#add(camera));
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
  }

  stream(cameraId: string): Stream | undefined {
    return this.#streams.get(cameraId);
  }

  get streams(): readonly Stream[] {
    return [...this.#streams.values()];
  }

  close(): void {
    clearInterval(this.#timer);
    for (const stream of this.#streams.values()) stream.close();
  }

  #add(camera: Camera): void {
    this.#streams.set(camera.id, new Stream(camera, { ...this.#options, onReaders: () => this.#countViewers() }));
  }

  #countViewers(): void {
    let viewers = 0;
    for (const { readers } of this.#streams.values()) viewers += readers.size;
    this.load.viewers = viewers;
  }

  #tick(): void {
    const now = performance.now();
    this.load.tick(now);
    for (const stream of this.#streams.values()) stream.tick(now);
  }
}
