import type { DisplaySettings } from './display-settings.ts';
import type { Canvas, DisplayEngine, DisplaySource, EngineName } from './engine.ts';
import { RenderScale } from './render-scale.ts';

export interface PictureToAlter {
  readonly source: DisplaySource;
  readonly width: number;
  readonly height: number;
  /** Width of the full picture, of which this may be a smaller rendition. */
  readonly fullWidth: number;
}

/** How the altered picture is computed. */
export interface RenderedAs {
  readonly engine: EngineName;
  readonly scale: number;
}

/** Makes an engine, or throws if the browser lacks what it needs. In the order of preference. */
export type EngineFactory = () => DisplayEngine;

/** The preferred engine is tried again after this time, ms, and given up after so many failures. */
const RETRY_AFTER_MS = 10_000;
const ATTEMPTS_MAX = 3;

/** Computes the altered pictures of one viewer with the first engine that works. */
export class DisplayPipeline {
  readonly #factories: readonly EngineFactory[];
  readonly #scale = new RenderScale();
  readonly #now: () => number;
  #engine: DisplayEngine | null = null;
  #place = 0;
  #failures = 0;
  #retryAtMs = Number.POSITIVE_INFINITY;
  #settings: DisplaySettings | null = null;

  constructor(factories: readonly EngineFactory[], now: () => number = () => performance.now()) {
    this.#factories = factories;
    this.#now = now;
  }

  /** The result is valid until the next call. @throws if no engine can render this picture */
  render({ source, width, height, fullWidth }: PictureToAlter, settings: DisplaySettings): { picture: Canvas; as: RenderedAs } {
    if (settings !== this.#settings) this.#scale.otherFilters();
    this.#settings = settings;
    this.#preferAgain();
    const pixelRatio = Math.min(1, width / fullWidth);
    for (;;) {
      const { scale } = this.#scale;
      const startMs = this.#now();
      try {
        const engine = this.#current();
        const picture = engine.render({ source, width, height, scale, pixelRatio: pixelRatio * scale, settings });
        this.#scale.rendered(this.#now() - startMs, this.#now());
        return { picture, as: { engine: engine.name, scale } };
      } catch (error) {
        if (!this.#next()) throw error;
      }
    }
  }

  close(): void {
    this.#engine?.close();
    this.#engine = null;
  }

  #current(): DisplayEngine {
    const make = this.#factories[this.#place];
    if (!make) throw new Error('no way to alter pictures works in this browser');
    return (this.#engine ??= make());
  }

  /** Returns false if there is no further engine. */
  #next(): boolean {
    this.close();
    if (this.#place === 0) {
      this.#failures += 1;
      if (this.#failures < ATTEMPTS_MAX) this.#retryAtMs = this.#now() + RETRY_AFTER_MS;
    }
    if (this.#place + 1 >= this.#factories.length) return false;
    this.#place += 1;
    this.#scale.reset();
    return true;
  }

  /** A lost context may be back, for example when another program has freed the graphics memory. */
  #preferAgain(): void {
    if (this.#place === 0 || this.#now() < this.#retryAtMs) return;
    this.#retryAtMs = Number.POSITIVE_INFINITY;
    this.close();
    this.#place = 0;
    this.#scale.reset();
  }
}
